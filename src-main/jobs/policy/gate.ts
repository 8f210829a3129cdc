import type { JobRow, TriggerRow } from '../job-store.ts';

/** Why a trigger comes to nothing any more. */
export type ClosingReason = 'trigger-gone' | 'job-cancelled';

/** Until when a job or trigger lets pass what falls due, and whose wish that is. */
export interface Gate {
  /** Instants up to and including this moment are left out. */
  readonly untilAt: number;
  readonly reason: 'paused' | 'snoozed' | 'skip-next' | 'held' | ClosingReason;
  readonly cause: string | null;
  /** What they are in the ledger; skipped where it does not say. */
  readonly outcome?: 'cancelled';
}

/** What stands before a trigger at the moment, the most telling first; none lets everything through. */
export function gatesOf(
  job: Pick<JobRow, 'state' | 'stateReason' | 'snoozedUntil' | 'snoozeReason'>,
  trigger: Pick<TriggerRow, 'skipUntilAt' | 'skipCode' | 'skipReason'>,
): Gate[] {
  const gates: Gate[] = [];
  if (job.state === 'paused')
    gates.push({ untilAt: Number.POSITIVE_INFINITY, reason: 'paused', cause: job.stateReason });
  if (job.snoozedUntil !== null) gates.push({ untilAt: job.snoozedUntil, reason: 'snoozed', cause: job.snoozeReason });
  if (trigger.skipUntilAt !== null)
    gates.push({ untilAt: trigger.skipUntilAt, reason: trigger.skipCode ?? 'skip-next', cause: trigger.skipReason });
  return gates;
}

/** The gate an instant does not pass; undefined when it does. */
export function gateAt(gates: readonly Gate[], at: number): Gate | undefined {
  return gates.find(({ untilAt }) => at <= untilAt);
}
