import { and, count, desc, eq, isNotNull, isNull, lt, lte, sql } from 'drizzle-orm';
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
    .where(eq(occurrences.triggerId, parameter('triggerId')))
    .orderBy(desc(occurrences.scheduledFor))
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
  const last = lastOfTrigger(tx).get({ triggerId: row.triggerId });
  const before = last !== undefined && last.scheduledFor < row.scheduledFor && isLike(last, values) ? last : undefined;
  if (before !== undefined && isRange(before)) {
    extend(tx, before, values, now);
    return { isNew: true, id: before.id };
  }
  const streak = (before?.streak ?? 0) + (values.count ?? 1);
  if (before !== undefined && streak > mostSingleRows) {
    fold(tx, before, now);
    return writeOccurrence(tx, row, now); // extends what was folded, or counts from where a person had stepped in
  }
  const { changes } = insert(tx).run({ ...values, id, streak, decidedAt: now });
  return { isNew: changes === 1, id };
}

type Decided = Pick<OccurrenceRow, 'outcome' | 'reason' | 'cause'>;

function isLike(row: Decided & Pick<OccurrenceRow, 'runId'>, other: Decided): boolean {
  return (
    row.outcome === other.outcome && row.reason === other.reason && row.cause === other.cause && row.runId === null
  );
}

/** Whether the row stands for so many instants that the next like one joins it. */
function isRange({ count, streak }: Pick<OccurrenceRow, 'count' | 'streak'>): boolean {
  return count !== null && streak > mostSingleRows;
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

const rangesBefore = prepared((read: ReadDb) =>
  read
    .select()
    .from(occurrences)
    .where(
      and(
        eq(occurrences.triggerId, parameter('triggerId')),
        lt(occurrences.scheduledFor, parameter('fromAt')),
        isNotNull(occurrences.until),
      ),
    )
    .orderBy(desc(occurrences.scheduledFor))
    .prepare(),
);

/** The range row of a trigger that begins before a moment and reaches it, if there is one. */
export function findRangeInto(read: ReadDb, of: { triggerId: string; fromAt: number }): OccurrenceRow | undefined {
  const before = rangesBefore(read).get(of);
  return before !== undefined && before.until !== null && before.until >= of.fromAt ? before : undefined;
}

/**
 * Takes one instant out of a range row, which then stands for one less; `rest` are the nominal instants behind it. The
 * row of its own is for the caller to write.
 */
export function takeOut(tx: WriteDb, id: string, { at, rest }: { at: number; rest: Iterable<number> }): void {
  const range = tx.select().from(occurrences).where(eq(occurrences.id, id)).get();
  if (range === undefined) return;
  const count = (range.count ?? 1) - 1;
  if (at > range.scheduledFor) {
    tx.update(occurrences).set({ count }).where(eq(occurrences.id, id)).run();
    return;
  }
  tx.delete(occurrences).where(eq(occurrences.id, id)).run();
  if (count === 0) return;
  for (const next of rest) {
    if (next > (range.until ?? at)) return;
    const moved = { ...range, scheduledFor: next, fireAt: next, count };
    if (insert(tx).run(moved).changes === 1) return; // unless that one was taken out before
  }
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

/** Turns the like rows that end with `last` into their first one, as a range; when they are fewer, says how many. */
function fold(tx: WriteDb, last: OccurrenceRow, now: number): void {
  const rows = tx
    .select()
    .from(occurrences)
    .where(and(eq(occurrences.triggerId, last.triggerId), lte(occurrences.scheduledFor, last.scheduledFor)))
    .orderBy(desc(occurrences.scheduledFor))
    .limit(last.streak)
    .all();
  const other = rows.findIndex((row) => !isLike(row, last));
  const like = other < 0 ? rows : rows.slice(0, other);
  const count = like.reduce((sum, row) => sum + (row.count ?? 1), 0);
  const first = like.at(-1);
  if (first === undefined || count < mostSingleRows) {
    tx.update(occurrences).set({ streak: count }).where(eq(occurrences.id, last.id)).run();
    return;
  }
  const others = JSON.stringify(like.slice(0, -1).map(({ id }) => id));
  tx.delete(occurrences).where(sql`${occurrences.id} in (select value from json_each(${others}))`).run();
  // beyond the bound, so that the next like row extends it
  const range = { until: last.until ?? last.scheduledFor, count, streak: mostSingleRows + 1, decidedAt: now };
  tx.update(occurrences).set(range).where(eq(occurrences.id, first.id)).run();
}
