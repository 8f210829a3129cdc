import { and, asc, count, desc, eq, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import type { ReadDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { collectedEvents, events } from '../db/schema/events.ts';
import { jobs, triggers } from '../db/schema/jobs.ts';
import type { EventRow } from '../events/event-store.ts';
import { completeJob } from '../jobs/arm-triggers.ts';
import type { Deciding } from './fire.ts';
import { fireEvents, type Gathered } from './fire-events.ts';
import type { WaitingTrigger } from './fire-moment.ts';

/**
 * Remembers an event for a trigger that waits for more of them: fires at once when there are enough, else when none
 * came for a while (debounce) or the first one has waited long enough (batch). Answers the run, if there is one.
 */
export function collectEvent(deciding: Deciding, waiting: WaitingTrigger, event: EventRow): string[] {
  const { transaction, now } = deciding;
  const { tx } = transaction;
  const { id: triggerId, debounceSeconds, batch, endAt } = waiting.trigger;
  tx.insert(collectedEvents).values({ triggerId, eventId: event.id }).onConflictDoNothing().run();
  const first = firstWaiting(tx).get({ triggerId });
  if (batch?.events !== undefined && (countWaiting(tx).get({ triggerId })?.n ?? 0) >= batch.events)
    return flush(deciding, waiting, now);
  const ends = [
    debounceSeconds === null ? null : now + debounceSeconds * 1_000,
    batch?.seconds === undefined ? null : (first?.at ?? now) + batch.seconds * 1_000,
  ].filter((end) => end !== null);
  const dueAt = ends.length === 0 ? endAt : Math.min(...ends);
  tx.update(triggers).set({ dueAt }).where(eq(triggers.id, triggerId)).run();
  transaction.changed('jobs', waiting.job.id); // the ticker looks anew at what is due
  return [];
}

const isWaiting = and(eq(collectedEvents.triggerId, parameter('triggerId')), isNull(collectedEvents.gatheredInto));
const countWaiting = prepared((read: ReadDb) =>
  read.select({ n: count() }).from(collectedEvents).where(isWaiting).prepare(),
);
const firstWaiting = prepared((read: ReadDb) =>
  read
    .select({ at: events.at })
    .from(collectedEvents)
    .innerJoin(events, eq(events.id, collectedEvents.eventId))
    .where(isWaiting)
    .orderBy(asc(collectedEvents.eventId))
    .prepare(),
);

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
  for (const waiting of due) {
    const { id, dueAt } = waiting.trigger;
    const giveUp = () => {
      tx.delete(collectedEvents)
        .where(and(eq(collectedEvents.triggerId, id), isNull(collectedEvents.gatheredInto)))
        .run();
      tx.update(triggers).set({ dueAt: null }).where(eq(triggers.id, id)).run();
    };
    deciding.attempt({ what: 'trigger', id, giveUp }, () => void flush(deciding, waiting, dueAt ?? deciding.now));
  }
  return due.length;
}

/** Starts with what waits, or says why not; what does not fit into one start stays for the next look. */
function flush(deciding: Deciding, waiting: WaitingTrigger, dueAt: number): string[] {
  const { transaction, now } = deciding;
  const { trigger, job } = waiting;
  const { tx } = transaction;
  const { gathered, isAll } = gather(tx, trigger);
  const last = gathered.rows.at(-1);
  if (last !== undefined)
    tx.update(collectedEvents)
      .set({ gatheredInto: last.id })
      .where(
        and(
          eq(collectedEvents.triggerId, trigger.id),
          isNull(collectedEvents.gatheredInto),
          lte(collectedEvents.eventId, last.id),
        ),
      )
      .run();
  const started = fireEvents(deciding, waiting, { gathered, dueAt });
  const endsAt = trigger.endAt !== null && trigger.endAt > now ? trigger.endAt : null;
  tx.update(triggers)
    .set({ dueAt: isAll ? endsAt : now })
    .where(eq(triggers.id, trigger.id))
    .run();
  completeJob(transaction, { id: job.id, now });
  transaction.changed('jobs', job.id);
  return started;
}

/** The input of one run; what is larger is given to the next one. */
const mostBatchBytes = 4 * 1024 * 1024;

/** Of a batch all that waits, as far as it fits into an input; of events that came close together the last. */
function gather(
  read: ReadDb,
  { id: triggerId, batch }: WaitingTrigger['trigger'],
): { gathered: Gathered; isAll: boolean } {
  const waiting = countWaiting(read).get({ triggerId })?.n ?? 0;
  if (batch === null) {
    const last = lastWaiting(read).get({ triggerId });
    return { gathered: { rows: last === undefined ? [] : [last.event], count: waiting }, isAll: true };
  }
  const most = batch.events ?? waiting;
  const rows: EventRow[] = [];
  let bytes = 0;
  for (const { event, size } of allWaiting(read).all({ triggerId, limit: most })) {
    bytes += size;
    if (rows.length > 0 && bytes > mostBatchBytes) break;
    rows.push(event);
  }
  return { gathered: { rows, count: rows.length }, isAll: rows.length === waiting };
}

const size = sql<number>`octet_length(${events.payload})`;
const allWaiting = prepared((read: ReadDb) =>
  read
    .select({ event: events, size })
    .from(collectedEvents)
    .innerJoin(events, eq(events.id, collectedEvents.eventId))
    .where(isWaiting)
    .orderBy(asc(collectedEvents.eventId))
    .limit(sql.placeholder('limit'))
    .prepare(),
);
const lastWaiting = prepared((read: ReadDb) =>
  read
    .select({ event: events })
    .from(collectedEvents)
    .innerJoin(events, eq(events.id, collectedEvents.eventId))
    .where(isWaiting)
    .orderBy(desc(collectedEvents.eventId))
    .prepare(),
);

/** Those that were gathered before and wait for their moment: with jitter, or moved off an excluded day. */
export function regather(read: ReadDb, { id: triggerId, batch }: WaitingTrigger['trigger'], last: EventRow): Gathered {
  const isOfThem = and(eq(collectedEvents.triggerId, triggerId), eq(collectedEvents.gatheredInto, last.id));
  const { n } = read.select({ n: count() }).from(collectedEvents).where(isOfThem).get() ?? { n: 0 };
  if (n <= 1 || batch === null) return { rows: [last], count: Math.max(1, n) };
  const rows = read
    .select({ event: events })
    .from(collectedEvents)
    .innerJoin(events, eq(events.id, collectedEvents.eventId))
    .where(isOfThem)
    .orderBy(asc(collectedEvents.eventId))
    .all();
  return { rows: rows.map(({ event }) => event), count: n };
}
