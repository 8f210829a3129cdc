import type { EventRow } from '../events/event-store.ts';
import { eventInput, eventValue } from './event-input.ts';
import { type Deciding, fire } from './fire.ts';
import { fireMoment, type WaitingTrigger } from './fire-moment.ts';

/** One firing of an event trigger, by one event or by a batch, oldest first. Answers the run, if there is one. */
export function fireEvents(deciding: Deciding, waiting: WaitingTrigger, rows: readonly EventRow[]): string[] {
  const last = rows.at(-1);
  if (last === undefined) return [];
  const fireAt = fireMoment(deciding, waiting, { at: last.at, event: toFiring(last) });
  return fireAt === null ? [] : startByEvents(deciding, waiting, { rows, fireAt });
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
    event: toFiring(last),
    ...(deferredId === undefined ? {} : { deferredId }),
  });
  return runId === null ? [] : [runId];
}

function toFiring(event: EventRow) {
  return { id: event.id, depth: event.depth + 1, value: eventValue(event) };
}
