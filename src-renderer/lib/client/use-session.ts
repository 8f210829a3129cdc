import { useQuery } from '@tanstack/react-query';
import type { SessionState } from '#contract/auth.ts';
import type { Scope } from '#contract/scopes.ts';
import { sessionQuery } from './session.ts';

export type SignedInSession = Extract<SessionState, { state: 'signed-in' }>;

/** Who is signed in. Only for what is drawn inside the session gate, which waits until somebody is. */
export function useSession(): SignedInSession {
  const { data } = useQuery(sessionQuery);
  if (data?.state !== 'signed-in') throw new Error('useSession was called outside of the session gate');
  return data;
}

/** Whether the person may; what they may not do is not offered. The core decides again at every call. */
export function useMay(scope: Scope): boolean {
  return useSession().scopes.includes(scope);
}
