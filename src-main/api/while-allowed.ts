import type { CallContext } from './call-context.ts';

/** How soon an open stream ends after its caller was signed out or lost a scope (reliability row H7: 5 s). */
const checkEveryMs = 2_000;

/** A signal that aborts with `outer`, or when the caller's credential is worth nothing any more. */
export function whileAllowed(context: CallContext, outer: AbortSignal | undefined): { signal: AbortSignal } & Disposable {
  const ended = new AbortController();
  const { principal, core } = context;
  const timer = setInterval(() => {
    if (principal !== undefined && core.access.principals.refresh(principal) === undefined) ended.abort();
  }, checkEveryMs);
  return {
    signal: outer === undefined ? ended.signal : AbortSignal.any([outer, ended.signal]),
    [Symbol.dispose]: () => {
      clearInterval(timer);
      ended.abort();
    },
  };
}
