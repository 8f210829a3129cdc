import type { Retry } from '#contract/policy.ts';
import type { ReasonCode } from '#contract/runs.ts';

/** How an attempt ended, and what is needed to decide about another one. */
export interface EndedAttempt {
  readonly policy: Retry;
  /** The number of the attempt that ended; the first is 1. */
  readonly attempt: number;
  readonly outcome: 'succeeded' | 'failed' | 'timed-out' | 'cancelled' | 'lost';
  readonly code: ReasonCode | null;
  readonly exitCode: number | null;
  /** The class of the uncaught Python exception, as in `requests.exceptions.Timeout`. */
  readonly exceptionClass: string | null;
  /** When the first attempt of the run started; null when none did. */
  readonly firstStartedAt: number | null;
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

type RetryStop =
  | 'succeeded'
  | 'never-retried'
  | 'attempts-used-up'
  | 'outcome-not-retried'
  | 'exit-code-not-retried'
  | 'exception-not-retried'
  | 'elapsed-time-used-up';

export type RetryDecision = { readonly delayMs: number } | { readonly stop: RetryStop };

/** Whether and when a run is tried again (domain, "Policy", row `retry`). */
export function nextAttempt(ended: EndedAttempt): RetryDecision {
  const { policy } = ended;
  if (ended.outcome === 'succeeded') return { stop: 'succeeded' };
  // `not-started` is a missing secret, an invalid script, or a start that came too late: trying again changes nothing.
  if (ended.outcome === 'cancelled' || ended.code === 'cancelled' || ended.code === 'not-started')
    return { stop: 'never-retried' };
  if (!policy.on.includes(ended.outcome)) return { stop: 'outcome-not-retried' };
  if (ended.outcome === 'failed' && !isExitCodeRetried(policy, ended.exitCode))
    return { stop: 'exit-code-not-retried' };
  if (isExcepted(policy.exceptExceptions, ended.exceptionClass)) return { stop: 'exception-not-retried' };
  if (ended.attempt > policy.max) return { stop: 'attempts-used-up' };

  const delayMs = computeDelayMs(policy, ended.attempt, ended.random);
  const elapsedMs = ended.now + delayMs - (ended.firstStartedAt ?? ended.now);
  const isTooLate = policy.maxElapsedSeconds !== undefined && elapsedMs > policy.maxElapsedSeconds * 1_000;
  return isTooLate ? { stop: 'elapsed-time-used-up' } : { delayMs };
}

/** The delay before attempt n+1; the jitter is "full jitter", so that what failed together does not return together. */
function computeDelayMs(policy: Retry, attempt: number, random: () => number): number {
  const { baseSeconds: base, capSeconds: cap } = policy;
  const exponential = Math.min(cap, base * 2 ** (attempt - 1));
  const seconds = {
    fixed: base,
    linear: base * attempt,
    exponential,
    'exponential-jitter': random() * exponential,
  }[policy.backoff];
  return Math.round(Math.min(cap, seconds) * 1_000);
}

/** With `onlyExitCodes`, a failure without an exit code (a signal, out of memory) is none of them. */
function isExitCodeRetried(policy: Retry, exitCode: number | null): boolean {
  if (exitCode === null) return policy.onlyExitCodes === undefined;
  return (policy.onlyExitCodes?.includes(exitCode) ?? true) && !policy.exceptExitCodes.includes(exitCode);
}

/** An exception is named in full or by its last part. */
function isExcepted(names: readonly string[], exceptionClass: string | null): boolean {
  if (exceptionClass === null) return false;
  return names.includes(exceptionClass) || names.includes(exceptionClass.slice(exceptionClass.lastIndexOf('.') + 1));
}
