/** Time as the core sees it; tests hand in their own. */
export interface Clock {
  /** Wall clock in milliseconds since 1970 UTC; may jump. */
  now(): number;
  /** Milliseconds of elapsed time; never jumps, for durations and deadlines. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/**
 * The zone of this machine's clock. Intl knows it too, but takes 12 ms of every start to say so, and has no name for
 * some (`GMT`, a wrong `TZ`) where this is UTC.
 */
export function systemTimezone(): string {
  return Temporal.Now.timeZoneId();
}

/** A day of 24 hours; one of a calendar may have 23 or 25 (`jobs/trigger/local-time.ts`). */
export const dayMs = 86_400_000;

/** The instant as the contract writes it. */
export function toInstant(at: number): string {
  return new Date(at).toISOString();
}

/** Like `toInstant`, keeping absence. */
export function toInstantOrNull(at: number | null): string | null {
  return at === null ? null : toInstant(at);
}
