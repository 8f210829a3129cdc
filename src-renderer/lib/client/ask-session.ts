import type { SessionState } from '#contract/auth.ts';
import { callRest } from './rest.ts';

/** Who sits in front of this page, asked without the socket: it opens for those who are signed in. */
export function askSession(): Promise<SessionState> {
  return callRest<SessionState>('GET', '/auth/session');
}
