import { and, eq, gt, isNull, lte, ne, sql } from 'drizzle-orm';
import type { ReadDb, WriteDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { runs } from '../db/schema/runs.ts';
import { hasTurn } from './claim-run.ts';
import type { RunRow } from './queue-run.ts';

/**
 * How long runs have waited to be started (domain, "Policy", row `startWithinSeconds`): for an engine or a slot. The
 * wait for one's turn, for the end of a hold, and while nobody was there to start anything does not count.
 */

/** In the words of its index. */
export const isWaiting = sql`${runs.status} in ('queued', 'retry-wait')`;

/** When a run that could not be started yet is given up. Epoch milliseconds. */
export function startByOf({
  waitsSince,
  startWithinSeconds,
}: Pick<RunRow, 'waitsSince' | 'startWithinSeconds'>): number {
  return waitsSince + startWithinSeconds * 1_000;
}

const startBy = sql`${runs.waitsSince} + ${runs.startWithinSeconds} * 1000`;
const mostExpired = 100;
const overdueRuns = prepared((read: ReadDb) =>
  read
    .select()
    .from(runs)
    .where(
      and(
        isWaiting,
        isNull(runs.cancelRequestedAt),
        eq(runs.waitsForPower, false),
        lte(startBy, parameter('now')),
        hasTurn('runs'),
      ),
    )
    .limit(mostExpired)
    .prepare(),
);

/** What had its turn and was not started in time; a machine on battery may keep a run waiting for as long as it lasts. */
export function listOverdue(read: ReadDb, now: number): RunRow[] {
  return overdueRuns(read).all({ now });
}

const nextStartBy = prepared((read: ReadDb) =>
  read
    .select({ at: sql<number | null>`min(${startBy})` })
    .from(runs)
    .where(and(isWaiting, gt(startBy, parameter('now'))))
    .prepare(),
);

/** When the next of those that wait will have waited too long, if it is its turn by then. */
export function findNextStartBy(read: ReadDb, now: number): number | null {
  return nextStartBy(read).get({ now })?.at ?? null;
}

const beginTurn = prepared((tx: WriteDb) =>
  tx
    .update(runs)
    .set({ waitsSince: sql`${sql.placeholder('now')}` })
    .where(
      and(eq(runs.concurrencyKey, parameter('key')), isNull(runs.finishedAt), isWaiting, ne(runs.id, parameter('id'))),
    )
    .prepare(),
);

/** A run of a key is over: for those that waited for it the wait begins. */
export function passTurn(
  tx: WriteDb,
  { id, concurrencyKey }: Pick<RunRow, 'id' | 'concurrencyKey'>,
  now: number,
): void {
  if (concurrencyKey !== null) beginTurn(tx).run({ key: concurrencyKey, id, now });
}

/** Nothing could start between these moments: what waited then has as long left as before. */
export function giveBackWaiting(tx: WriteDb, { from, to }: { from: number; to: number }): void {
  tx.update(runs)
    .set({ waitsSince: sql`${runs.waitsSince} + max(0, ${to} - max(${from}, ${runs.waitsSince}))` })
    .where(isWaiting)
    .run();
}

/** The wall clock was set back: what waits has as long left as before, not until the old time comes again. */
export function setWaitingBack(tx: WriteDb, { now, byMs }: { now: number; byMs: number }): void {
  const back = (column: typeof runs.readyAt | typeof runs.waitsSince) => sql`${column} - ${byMs}`;
  tx.update(runs)
    .set({ readyAt: back(runs.readyAt) })
    .where(and(isWaiting, gt(runs.readyAt, now)))
    .run();
  tx.update(runs)
    .set({ waitsSince: back(runs.waitsSince) })
    .where(and(isWaiting, gt(runs.waitsSince, now)))
    .run();
}
