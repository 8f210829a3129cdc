import { createContext, useContext } from 'react';
import type { SessionState } from '#contract/auth.ts';
import type { Scope } from '#contract/scopes.ts';

export type SignedInSession = Extract<SessionState, { state: 'signed-in' }>;

/** Given by the session gate, so that what is inside of it and the gate itself never differ on who is there. */
export const SignedIn = createContext<SignedInSession | undefined>(undefined);

/** Who is signed in. Only for what is drawn inside the session gate, which waits until somebody is. */
export function useSession(): SignedInSession {
  const session = useContext(SignedIn);
  if (session === undefined) throw new Error('useSession was called outside of the session gate');
  return session;
}

/** Whether the person may; what they may not do is not offered. The core decides again at every call. */
export function useMay(scope: Scope): boolean {
  return useSession().scopes.includes(scope);
}
