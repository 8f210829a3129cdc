import { queryOptions } from '@tanstack/react-query';
import type { Grant, SessionState } from '#contract/auth.ts';
import { client, transport } from './api.ts';
import { askSession } from './ask-session.ts';
import { callRest, RestError } from './rest.ts';

/** Asked once at the start, then kept until the core says that something about it changed. */
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

/** Ends the session on the server and closes the socket. One that is over already is as good as ended. */
export async function signOut(): Promise<void> {
  try {
    await callRest('POST', '/auth/logout', {});
  } catch (error) {
    if (!(error instanceof RestError && error.problem.status === 401)) throw error;
  }
  transport.disconnect();
}

let early: Promise<SessionState> | undefined;

/** Asks, and connects whoever is signed in, before anything is drawn: the first screen waits for both. */
export function askSessionEarly(): void {
  early = ask();
  early.then(
    ({ state }) => state === 'signed-in' && transport.connect(),
    () => undefined, // told by whoever takes the answer
  );
}

/** The answer to the early question is taken once. */
function readSession(): Promise<SessionState> {
  const asked = early ?? ask();
  early = undefined;
  return asked;
}

async function ask(): Promise<SessionState> {
  // The window is its owner's: there is nobody else to be.
  if (transport.kind === 'window') return { state: 'signed-in', ...(await client.auth.me()) };
  return askSession();
}
