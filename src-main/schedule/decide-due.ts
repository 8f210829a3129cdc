import { and, asc, isNotNull, isNull, min, ne, sql } from 'drizzle-orm';
import type { ReadDb } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import { events } from '../db/schema/events.ts';
import { occurrences, triggers } from '../db/schema/jobs.ts';
import type { Gate } from '../jobs/policy/gate.ts';
import { type Absence, nobodyAway } from './absence.ts';
import { flushCollected } from './collect-events.ts';
import type { Deciding } from './fire.ts';
import { fireDeferred } from './fire-deferred.ts';
import { matchEvent } from './match-event.ts';
import { makeJobPlanner } from './plan-job-runs.ts';
import { queueDue } from './queue-due.ts';

/** Events whose triggers are asked in one transaction. */
const eventsPerTurn = 100;

const unmatched = prepared((read: ReadDb) =>
  read.select().from(events).where(isNull(events.matchedAt)).orderBy(asc(events.id)).limit(eventsPerTurn).prepare(),
);

/** The beginning of a batch of decisions about one moment. */
export function beginDeciding(
  transaction: Deciding['transaction'],
  { now, onBattery, absence = nobodyAway, gate }: { now: number; onBattery: boolean; absence?: Absence; gate?: Gate },
): Deciding {
  return { transaction, now, onBattery, absence, gate, plan: makeJobPlanner(transaction.tx), toStop: [] };
}

/**
 * Decides about everything that is due at the moment: instants of time triggers, what was moved or waits for its
 * jitter, events nobody asked the triggers about yet, and those that were collected long enough. Answers how much it
 * decided; ask again while that is not zero.
 */
export function decideDue(deciding: Deciding): number {
  const waiting = unmatched(deciding.transaction.tx).all();
  for (const event of waiting) matchEvent(deciding, event);
  return waiting.length + queueDue(deciding) + fireDeferred(deciding) + flushCollected(deciding);
}

const earliestTrigger = prepared((read: ReadDb) =>
  read
    .select({ at: min(triggers.dueAt) })
    .from(triggers)
    .where(and(isNotNull(triggers.dueAt), ne(triggers.kind, 'condition')))
    .prepare(),
);
const earliestDeferred = prepared((read: ReadDb) =>
  read
    .select({ at: min(occurrences.fireAt) })
    .from(occurrences)
    .where(and(sql`${occurrences.outcome} = 'pending'`, isNull(occurrences.runId)))
    .prepare(),
);

/** When there is something to decide; null when nothing is armed. */
export function findDueAt(read: ReadDb): number | null {
  const told = unmatched(read).get()?.at;
  const moments = [told, earliestTrigger(read).get()?.at, earliestDeferred(read).get()?.at];
  return moments.reduce<number | null>(
    (first, at) => (at === undefined || at === null ? first : Math.min(first ?? at, at)),
    null,
  );
}
