import { and, asc, eq, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import type { ReadDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { collectedEvents, events } from '../db/schema/events.ts';
import { jobs, triggers } from '../db/schema/jobs.ts';
import type { EventRow } from '../events/event-store.ts';
import { completeJob } from '../jobs/arm-triggers.ts';
import type { Deciding } from './fire.ts';
import { fireEvents } from './fire-events.ts';
import type { WaitingTrigger } from './fire-moment.ts';

/**
 * Remembers an event for a trigger that waits for more of them: fires at once when there are enough, else when none
 * came for a while (debounce) or the first one has waited long enough (batch). Answers the run, if there is one.
 */
export function collectEvent(deciding: Deciding, waiting: WaitingTrigger, event: EventRow): string[] {
  const { transaction, now } = deciding;
  const { trigger } = waiting;
  transaction.tx
    .insert(collectedEvents)
    .values({ triggerId: trigger.id, eventId: event.id })
    .onConflictDoNothing()
    .run();
  const collected = listCollected(transaction.tx, trigger.id);
  if (trigger.batch?.events !== undefined && collected.length >= trigger.batch.events)
    return flush(deciding, waiting, collected);
  const firstAt = collected[0]?.at ?? now;
  const ends = [
    trigger.debounceSeconds === null ? null : now + trigger.debounceSeconds * 1_000,
    trigger.batch?.seconds === undefined ? null : firstAt + trigger.batch.seconds * 1_000,
  ].filter((end) => end !== null);
  const dueAt = ends.length === 0 ? trigger.endAt : Math.min(...ends);
  transaction.tx.update(triggers).set({ dueAt }).where(eq(triggers.id, trigger.id)).run();
  transaction.changed('jobs', waiting.job.id); // the ticker looks anew at what is due
  return [];
}

const dueCollectors = prepared((read: ReadDb) =>
  read
    .select({ trigger: triggers, job: jobs })
    .from(triggers)
    .innerJoin(jobs, eq(jobs.id, triggers.jobId))
    .where(
      and(
        isNotNull(triggers.dueAt),
        lte(triggers.dueAt, parameter('now')),
        sql`${triggers.kind} = 'event'`,
        isNull(triggers.deletedAt),
      ),
    )
    .prepare(),
);

/** Fires what has collected long enough, and notices triggers whose `endAt` has passed. Answers how many it looked at. */
export function flushCollected(deciding: Deciding): number {
  const { tx } = deciding.transaction;
  const due = dueCollectors(tx).all({ now: deciding.now });
  for (const waiting of due) flush(deciding, waiting, listCollected(tx, waiting.trigger.id));
  return due.length;
}

function flush(deciding: Deciding, waiting: WaitingTrigger, collected: readonly EventRow[]): string[] {
  const { transaction, now } = deciding;
  const { trigger, job } = waiting;
  const { tx } = transaction;
  const started = fireEvents(deciding, waiting, collected);
  const ids = collected.map(({ id }) => id);
  tx.delete(collectedEvents)
    .where(and(eq(collectedEvents.triggerId, trigger.id), inArray(collectedEvents.eventId, ids)))
    .run();
  const dueAt = trigger.endAt !== null && trigger.endAt > now ? trigger.endAt : null;
  tx.update(triggers).set({ dueAt }).where(eq(triggers.id, trigger.id)).run();
  completeJob(transaction, { id: job.id, now });
  transaction.changed('jobs', job.id);
  return started;
}

function listCollected(read: ReadDb, triggerId: string): EventRow[] {
  return read
    .select({ event: events })
    .from(collectedEvents)
    .innerJoin(events, eq(events.id, collectedEvents.eventId))
    .where(eq(collectedEvents.triggerId, triggerId))
    .orderBy(asc(events.id))
    .all()
    .map(({ event }) => event);
}
