import { firingsAt, type JobRow, type TriggerRow } from '../jobs/job-store.ts';
import { type Gate, gateAt, gatesOf } from '../jobs/policy/gate.ts';
import { type Deciding, type Firing, leaveOut } from './fire.ts';
import { movedTo } from './moved.ts';
import { writeOccurrence } from './occurrence-store.ts';

/** A trigger that waits for something to happen, with its job. */
export interface WaitingTrigger {
  trigger: TriggerRow;
  job: JobRow;
}

/** What nobody could foresee: an event came, or a condition rose. */
export interface Moment {
  at: number;
  /** When it was to fire, if it was collected for later. */
  dueAt?: number;
  event?: NonNullable<Firing['event']>;
}

/**
 * Whether a trigger fires at such a moment, and as of when. Null when it does not: the ledger then says why (paused,
 * snoozed, held, an excluded day), or keeps it for later, with jitter or moved off that day.
 */
export function fireMoment(
  deciding: Deciding,
  { trigger, job }: WaitingTrigger,
  { at: scheduledFor, dueAt = scheduledFor, event }: Moment,
): number | null {
  const at = { job, trigger, scheduledFor, ...(event === undefined ? {} : { event }) };
  const gate = gateOf(deciding, { trigger, job }, dueAt);
  if (gate !== undefined) {
    leaveOut(deciding, { ...at, fireAt: scheduledFor }, gate);
    return null;
  }
  const { fires, originOf } = firingsAt(trigger, scheduledFor);
  const fireAt = fires.next(scheduledFor - 1);
  if (fireAt === null) {
    leaveOut(deciding, { ...at, fireAt: scheduledFor }, { reason: 'exclusion', cause: 'its day is excluded' });
    return null;
  }
  if (fireAt <= deciding.now) return fireAt;
  defer(deciding, { ...at, fireAt, isMoved: originOf(fireAt).isMoved });
  return null;
}

/** What a trigger does not pass that is to fire at a moment: whatever stands before it now, or a hold over that moment. */
export function gateOf(deciding: Deciding, { trigger, job }: WaitingTrigger, dueAt: number): Gate | undefined {
  return gateAt(gatesOf(job, trigger), deciding.now) ?? (deciding.gate && gateAt([deciding.gate], dueAt));
}

function defer(
  { transaction, now }: Deciding,
  firing: Pick<Firing, 'job' | 'trigger' | 'scheduledFor' | 'fireAt' | 'event'> & { isMoved: boolean },
): void {
  const { job, trigger, scheduledFor, fireAt, event, isMoved } = firing;
  const row = {
    jobId: job.id,
    triggerId: trigger.id,
    eventId: event?.id ?? null,
    scheduledFor,
    fireAt,
    outcome: 'pending' as const,
  };
  const why = isMoved ? movedTo(fireAt) : {};
  writeOccurrence(transaction.tx, { ...row, ...why }, now);
  transaction.changed('jobs', job.id); // the ticker looks anew at what is due
}
