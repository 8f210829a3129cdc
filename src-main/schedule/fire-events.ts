import type { EventRow } from '../events/event-store.ts';
import { eventInput, eventValue } from './event-input.ts';
import { type Deciding, fire } from './fire.ts';
import { fireMoment, type WaitingTrigger } from './fire-moment.ts';

/** Events that start one run, oldest first: one, those of a batch, or the last of some that came close together. */
export interface Gathered {
  rows: readonly EventRow[];
  /** How many they stand for: of those that came close together only the last is read. */
  count: number;
}

/** One firing of an event trigger; `dueAt`: when it was to fire. Answers the run, if there is one. */
export function fireEvents(
  deciding: Deciding,
  waiting: WaitingTrigger,
  { gathered, dueAt }: { gathered: Gathered; dueAt?: number },
): string[] {
  const last = gathered.rows.at(-1);
  if (last === undefined) return [];
  const moment = { at: last.at, event: toFiring(gathered, last), ...(dueAt === undefined ? {} : { dueAt }) };
  const fireAt = fireMoment(deciding, waiting, moment);
  return fireAt === null ? [] : startByEvents(deciding, waiting, { gathered, fireAt });
}

/** Starts the run of events whose moment has come. */
export function startByEvents(
  deciding: Deciding,
  { trigger, job }: WaitingTrigger,
  { gathered, fireAt, deferredId }: { gathered: Gathered; fireAt: number; deferredId?: string },
): string[] {
  const { rows, count } = gathered;
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
    covers: count,
    event: toFiring(gathered, last),
    ...(deferredId === undefined ? {} : { deferredId }),
  });
  return runId === null ? [] : [runId];
}

/** A chain is as long as the longest that leads to it. */
function toFiring({ rows }: Gathered, last: EventRow) {
  return { id: last.id, depth: Math.max(...rows.map(({ depth }) => depth)) + 1, value: eventValue(last) };
}
