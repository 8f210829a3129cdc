import { and, asc, isNotNull, isNull, min, ne, sql } from 'drizzle-orm';
import type { Audit } from '../audit/audit.ts';
import type { Logger } from '../base/logger.ts';
import type { ReadDb } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import { events } from '../db/schema/events.ts';
import { occurrences, triggers } from '../db/schema/jobs.ts';
import type { EventRow } from '../events/event-store.ts';
import type { Gate } from '../jobs/policy/gate.ts';
import { findReleasedHold } from '../runs/hold-store.ts';
import { type Absence, nobodyAway } from './absence.ts';
import { type Attempt, attemptEach, attemptTogether } from './attempt.ts';
import { flushCollected } from './collect-events.ts';
import type { Deciding } from './fire.ts';
import { fireDeferred } from './fire-deferred.ts';
import { settleHold, standingOf } from './hold.ts';
import { markMatched, matchEvent } from './match-event.ts';
import { makeJobPlanner } from './plan-job-runs.ts';
import { queueDue } from './queue-due.ts';

/** Events whose triggers are asked in one transaction. */
const eventsPerTurn = 100;

const unmatched = prepared((read: ReadDb) =>
  read.select().from(events).where(isNull(events.matchedAt)).orderBy(asc(events.id)).limit(eventsPerTurn).prepare(),
);

interface BatchOptions {
  now: number;
  onBattery: boolean;
  absence?: Absence;
  gate?: Gate;
  attempt?: Attempt;
}

/** The beginning of a batch of decisions about one moment. */
export function beginDeciding(
  transaction: Deciding['transaction'],
  { now, onBattery, absence = nobodyAway, gate, attempt = attemptTogether }: BatchOptions,
): Deciding {
  return { transaction, now, onBattery, absence, gate, attempt, plan: makeJobPlanner(transaction.tx), toStop: [] };
}

/**
 * Decides about what is due at the moment, a batch in one transaction, as it stands with a hold that was released:
 * instants of time triggers, what was moved or waits for its jitter, events nobody asked the triggers about yet, and
 * those that were collected long enough. Answers how much it decided, ask again while that is not zero; and the live
 * runs to stop after the commit.
 */
export function decideBatch(
  audit: Audit,
  options: { now: number; absence: Absence; onBattery: boolean; isCareful: boolean; logger: Logger },
): { decided: number; toStop: Deciding['toStop'] } {
  const { now, onBattery, isCareful, logger } = options;
  return audit.write('the ledger records it', (transaction) => {
    const { tx } = transaction;
    const hold = findReleasedHold(tx);
    const standing = hold === undefined ? { absence: options.absence } : standingOf(hold, options.absence);
    const attempt = isCareful ? attemptEach(tx, logger) : attemptTogether;
    const deciding = beginDeciding(transaction, { now, onBattery, attempt, ...standing });
    const decided = decideDue(deciding);
    if (decided === 0 && hold !== undefined && hold.endedAt <= now) settleHold(tx, hold, now);
    return { decided, toStop: deciding.toStop };
  });
}

/** What `decideBatch` decides, in a transaction of the caller. */
export function decideDue(deciding: Deciding): number {
  const waiting = unmatched(deciding.transaction.tx).all();
  for (const event of waiting) matchInBatch(deciding, event);
  return waiting.length + queueDue(deciding) + fireDeferred(deciding) + flushCollected(deciding);
}

function matchInBatch(deciding: Deciding, event: EventRow): void {
  const giveUp = () => markMatched(deciding, event);
  deciding.attempt({ what: 'event', id: event.id, giveUp }, () => void matchEvent(deciding, event));
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
