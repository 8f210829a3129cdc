import type { Principal } from '../access/principal.ts';
import type { CallContext } from './call-context.ts';

/** How soon an open stream ends after its caller was signed out or lost a right (reliability row H7: 5 s). */
const checkEveryMs = 2_000;

/**
 * A signal that aborts with `outer`, or when the caller's credential is worth nothing any more or gives other rights
 * than when the stream was opened; who may still listen opens it again and is looked at anew.
 */
export function whileAllowed(
  context: CallContext,
  outer: AbortSignal | undefined,
): { signal: AbortSignal } & Disposable {
  const ended = new AbortController();
  const { principal, core } = context;
  const timer = setInterval(() => {
    if (principal === undefined) return;
    const now = core.access.principals.refresh(principal);
    if (now === undefined || !hasSameRights(now, principal)) ended.abort();
  }, checkEveryMs);
  return {
    signal: outer === undefined ? ended.signal : AbortSignal.any([outer, ended.signal]),
    [Symbol.dispose]: () => {
      clearInterval(timer);
      ended.abort();
    },
  };
}

function hasSameRights(now: Principal, then: Principal): boolean {
  return now.role === then.role && now.scopes.symmetricDifference(then.scopes).size === 0;
}
