import { toInstant } from '../base/clock.ts';
import type { EventRow } from '../events/event-store.ts';
import type { JobRow, TriggerRow } from '../jobs/job-store.ts';
import { gateAt, gatesOf } from '../jobs/policy/gate.ts';
import { type Firings, firingsOf } from '../jobs/trigger/firings.ts';
import { eventInput, eventValue } from './event-input.ts';
import { type Deciding, fire, leaveOut } from './fire.ts';
import { writeOccurrence } from './occurrence-store.ts';

/** A trigger that waits for something to happen, with its job. */
export interface WaitingTrigger {
  trigger: TriggerRow;
  job: JobRow;
}

/**
 * One firing of an event trigger, by one event or by a batch, oldest first: unless it is paused, snoozed or on an
 * excluded day, at once or, with jitter, a little later. Answers the run, if there is one.
 */
export function fireEvents(deciding: Deciding, { trigger, job }: WaitingTrigger, rows: readonly EventRow[]): string[] {
  const last = rows.at(-1);
  if (last === undefined) return [];
  const event = { id: last.id, depth: last.depth + 1, value: eventValue(last) };
  const at = { job, trigger, scheduledFor: last.at, event };
  const gate = gateAt(gatesOf(job, trigger), deciding.now) ?? deciding.gate;
  if (gate !== undefined) {
    leaveOut(deciding, { ...at, fireAt: last.at }, gate);
    return [];
  }
  const firings = firingsAt(trigger, last.at);
  const fireAt = firings.next(last.at - 1);
  if (fireAt === null) {
    leaveOut(deciding, { ...at, fireAt: last.at }, { reason: 'exclusion', cause: 'its day is excluded' });
    return [];
  }
  if (fireAt > deciding.now) {
    defer(deciding, { ...at, fireAt, isMoved: firings.fires.next(last.at - 1) === null });
    return [];
  }
  return startByEvents(deciding, { trigger, job }, { rows, fireAt });
}

/** Starts the run of events whose moment has come. */
export function startByEvents(
  deciding: Deciding,
  { trigger, job }: WaitingTrigger,
  { rows, fireAt, deferredId }: { rows: readonly EventRow[]; fireAt: number; deferredId?: string },
): string[] {
  const last = rows.at(-1);
  if (last === undefined) return [];
  const planned = deciding.plan(job);
  const inputSchema = 'refusal' in planned ? null : planned.runnable.inputSchema;
  const runId = fire(deciding, {
    job,
    trigger,
    scheduledFor: last.at,
    fireAt,
    input: eventInput(trigger.input ?? job.input, rows, { isBatch: trigger.batch !== null, inputSchema }),
    isCatchUp: false,
    waits: false,
    covers: rows.length,
    event: { id: last.id, depth: last.depth + 1, value: eventValue(last) },
    ...(deferredId === undefined ? {} : { deferredId }),
  });
  return runId === null ? [] : [runId];
}

/** Jitter, excluded days and bounds of a trigger, asked for one moment. */
export function firingsAt(trigger: TriggerRow, at: number): Firings {
  return firingsOf({ ...trigger, kind: 'once', expr: toInstant(at) });
}

function defer(
  { transaction, now }: Deciding,
  firing: {
    job: JobRow;
    trigger: TriggerRow;
    scheduledFor: number;
    fireAt: number;
    event: { id: string };
    isMoved: boolean;
  },
): void {
  const { job, trigger, scheduledFor, fireAt, event, isMoved } = firing;
  const row = {
    jobId: job.id,
    triggerId: trigger.id,
    eventId: event.id,
    scheduledFor,
    fireAt,
    outcome: 'pending' as const,
  };
  const why = isMoved ? { reason: 'exclusion', cause: `its day is excluded; moved to ${toInstant(fireAt)}` } : {};
  writeOccurrence(transaction.tx, { ...row, ...why }, now);
}
