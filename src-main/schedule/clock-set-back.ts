import { and, gt, inArray, isNull, sql } from 'drizzle-orm';
import type { Transaction } from '../audit/audit.ts';
import { dayMs } from '../base/clock.ts';
import { occurrences, triggers } from '../db/schema/jobs.ts';
import { setWaitingBack } from '../runs/waiting-clock.ts';

/** A clock that was wrong by less than this is caught up with soon enough. */
const farOffMs = dayMs;

/**
 * The wall clock was set back by that much. What waits to be started does not wait for the old time to come again. An
 * instant that has fired does not fire twice, for the ledger knows it (domain, "Clock"); but what a clock that was far
 * off gave up is forgotten, or a daily job would not run until that day.
 */
export function settleClockSetBack(
  { tx }: Pick<Transaction, 'tx'>,
  { now, byMs }: { now: number; byMs: number },
): void {
  setWaitingBack(tx, { now, byMs });
  if (byMs < farOffMs) return;
  const forgotten = tx
    .delete(occurrences)
    .where(
      and(
        gt(occurrences.decidedAt, now + farOffMs),
        inArray(occurrences.outcome, ['missed', 'coalesced']),
        isNull(occurrences.runId),
      ),
    )
    .returning({ triggerId: occurrences.triggerId, scheduledFor: occurrences.scheduledFor })
    .all();
  for (const [triggerId, rows] of Map.groupBy(forgotten, (row) => row.triggerId)) {
    const firstAt = Math.min(...rows.map(({ scheduledFor }) => scheduledFor));
    tx.update(triggers)
      .set({ dueAt: firstAt, nextAt: firstAt })
      .where(sql`${triggers.id} = ${triggerId} and ${triggers.dueAt} > ${firstAt}`)
      .run();
  }
}
