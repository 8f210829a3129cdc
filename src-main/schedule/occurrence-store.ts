import { and, count, desc, eq, gt, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import type { Outcome } from '#contract/jobs.ts';
import { newId } from '../base/ids.ts';
import type { ReadDb, WriteDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { occurrences } from '../db/schema/jobs.ts';
import { mostSingleRows } from '../jobs/policy/span.ts';

export type OccurrenceRow = typeof occurrences.$inferSelect;

/** One row for the ledger. Moments are epoch milliseconds. */
export interface NewOccurrence {
  jobId: string;
  triggerId: string;
  scheduledFor: number;
  fireAt: number;
  eventId?: string | null;
  outcome: Outcome;
  reason?: string | null;
  cause?: string | null;
  runId?: string | null;
  /** A range row stands for `count` like instants up to here. */
  until?: number | null;
  count?: number | null;
}

const placeholder = sql.placeholder;
const insert = prepared((tx: WriteDb) =>
  tx
    .insert(occurrences)
    .values({
      id: placeholder('id'),
      jobId: placeholder('jobId'),
      triggerId: placeholder('triggerId'),
      scheduledFor: placeholder('scheduledFor'),
      fireAt: placeholder('fireAt'),
      eventId: placeholder('eventId'),
      outcome: placeholder('outcome'),
      reason: placeholder('reason'),
      cause: placeholder('cause'),
      runId: placeholder('runId'),
      until: placeholder('until'),
      count: placeholder('count'),
      streak: placeholder('streak'),
      decidedAt: placeholder('decidedAt'),
    })
    .onConflictDoNothing()
    .prepare(),
);
const lastOfTrigger = prepared((read: ReadDb) =>
  read
    .select()
    .from(occurrences)
    .where(
      and(
        eq(occurrences.jobId, parameter('jobId')),
        eq(occurrences.triggerId, parameter('triggerId')),
        isNull(occurrences.eventId),
      ),
    )
    .orderBy(desc(occurrences.scheduledFor))
    .prepare(),
);
const lastOfEvents = prepared((read: ReadDb) =>
  read
    .select()
    .from(occurrences)
    .where(and(eq(occurrences.triggerId, parameter('triggerId')), isNotNull(occurrences.eventId)))
    .orderBy(desc(occurrences.eventId))
    .prepare(),
);

/**
 * Writes down what became of an instant; false when the ledger knows it already, and then nothing may happen for it.
 * The unique key is what keeps an instant from firing twice, whatever clock or process does.
 */
export function writeOccurrence(tx: WriteDb, row: NewOccurrence, now: number): { isNew: boolean; id: string } {
  const id = newId(now);
  const values = { eventId: null, reason: null, cause: null, runId: null, until: null, count: null, ...row };
  if (row.outcome === 'pending') {
    const { changes } = insert(tx).run({ ...values, id, streak: 1, decidedAt: now });
    return { isNew: changes === 1, id };
  }
  const last = row.eventId ? lastOfEvents(tx).get(values) : lastOfTrigger(tx).get(values);
  const isLike =
    last !== undefined &&
    last.outcome === row.outcome &&
    last.reason === values.reason &&
    last.cause === values.cause &&
    last.scheduledFor < row.scheduledFor;
  if (isLike && last.count !== null && last.streak > mostSingleRows) {
    extend(tx, last, values, now);
    return { isNew: true, id: last.id };
  }
  const streak = (isLike ? last.streak : 0) + (values.count ?? 1);
  if (streak > mostSingleRows && isLike && last.count === null) {
    fold(tx, last, now);
    return writeOccurrence(tx, row, now);
  }
  const { changes } = insert(tx).run({ ...values, id, streak, decidedAt: now });
  return { isNew: changes === 1, id };
}

const pendingOfTrigger = prepared((read: ReadDb) =>
  read
    .select({ n: count() })
    .from(occurrences)
    .where(and(eq(occurrences.triggerId, parameter('triggerId')), sql`${occurrences.outcome} = 'pending'`)) // as its index has it
    .prepare(),
);

/** How many occurrences of a trigger wait to run. */
export function countPending(read: ReadDb, triggerId: string): number {
  return pendingOfTrigger(read).get({ triggerId })?.n ?? 0;
}

/** What became of an instant that was moved and waited for its moment; false when that is decided already. */
export function settleDeferred(
  tx: WriteDb,
  id: string,
  decision: Pick<NewOccurrence, 'outcome' | 'reason' | 'cause' | 'runId'>,
  now: number,
): boolean {
  const isWaiting = and(eq(occurrences.id, id), eq(occurrences.outcome, 'pending'), isNull(occurrences.runId));
  return (
    tx
      .update(occurrences)
      .set({ ...decision, decidedAt: now })
      .where(isWaiting)
      .run().changes === 1
  );
}

/** A person makes up for an instant that did not run. */
export function makeUp(
  tx: WriteDb,
  id: string,
  decision: Pick<NewOccurrence, 'outcome' | 'reason' | 'cause' | 'runId'>,
  now: number,
): void {
  tx.update(occurrences)
    .set({ ...decision, streak: 1, decidedAt: now })
    .where(eq(occurrences.id, id))
    .run();
}

function extend(
  tx: WriteDb,
  range: OccurrenceRow,
  row: Pick<NewOccurrence, 'scheduledFor' | 'until' | 'count'>,
  now: number,
) {
  const count = (range.count ?? 0) + (row.count ?? 1);
  tx.update(occurrences)
    .set({ until: row.until ?? row.scheduledFor, count, streak: count, decidedAt: now })
    .where(eq(occurrences.id, range.id))
    .run();
}

/** Turns the streak that ends with `last` into its first row, as a range. */
function fold(tx: WriteDb, last: OccurrenceRow, now: number): void {
  const ofTrigger = and(
    eq(occurrences.jobId, last.jobId),
    eq(occurrences.triggerId, last.triggerId),
    last.eventId === null ? isNull(occurrences.eventId) : isNotNull(occurrences.eventId),
    lte(occurrences.scheduledFor, last.scheduledFor),
  );
  const first = tx
    .select()
    .from(occurrences)
    .where(ofTrigger)
    .orderBy(desc(occurrences.scheduledFor))
    .limit(1)
    .offset(last.streak - 1)
    .get();
  if (first === undefined) return;
  tx.delete(occurrences)
    .where(and(ofTrigger, gt(occurrences.scheduledFor, first.scheduledFor)))
    .run();
  // beyond the bound, so that the next like row extends it
  const range = { until: last.scheduledFor, count: last.streak, streak: mostSingleRows + 1, decidedAt: now };
  tx.update(occurrences).set(range).where(eq(occurrences.id, first.id)).run();
}
