import { queryOptions } from '@tanstack/react-query';
import type { Grant, User } from '#contract/auth.ts';
import type { Scope } from '#contract/scopes.ts';
import { client, transport } from './api.ts';
import { callRest, RestError } from './rest.ts';

/** Who sits in front of this page. */
export type Session =
  | { state: 'signed-in'; user: User; scopes: readonly Scope[]; via: string }
  | { state: 'signed-out' }
  | { state: 'not-set-up' };

type Me = Awaited<ReturnType<typeof client.auth.me>>;

/** Asked once at the start, then kept until it is known to be over. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: readSession,
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
  retry: 2,
});

/** Signs in with a cookie that scripts cannot read. */
export function signIn(input: { email: string; password: string }): Promise<Grant> {
  return callRest<Grant>('POST', '/auth/login', { ...input, cookie: true });
}

/** Makes the first administrator with the token of the set-up link, and signs them in. */
export function setUp(input: { setupToken: string; email: string; password: string; name?: string }): Promise<Grant> {
  return callRest<Grant>('POST', '/auth/register', { ...input, cookie: true });
}

/** Ends the session on the server and closes the socket. */
export async function signOut(): Promise<void> {
  await callRest('POST', '/auth/logout', {});
  transport.disconnect();
}

async function readSession(): Promise<Session> {
  if (transport.kind === 'window') return { state: 'signed-in', ...(await client.auth.me()) };
  try {
    return { state: 'signed-in', ...(await callRest<Me>('GET', '/auth/me')) };
  } catch (error) {
    if (error instanceof RestError && error.problem.status === 401) return { state: 'signed-out' };
    if (error instanceof RestError && error.code === 'not-set-up') return { state: 'not-set-up' };
    throw error;
  }
}
