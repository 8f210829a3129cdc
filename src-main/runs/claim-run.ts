import { and, count, ne, type SQL, sql } from 'drizzle-orm';
import type { WriteDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { attempts, runs } from '../db/schema/runs.ts';
import { findHold } from './hold-store.ts';
import type { RunRow } from './queue-run.ts';

/** What holds its key, in the words of its index; all but what waits for another attempt takes up a slot as well. */
const isBegun = sql`${runs.status} in ('starting', 'running', 'retry-wait')`;
export const isBusy = and(isBegun, ne(runs.status, 'retry-wait'));

/** Whether a run that waits has its turn among those of its key. */
export function hasTurn(waiting: 'waiting' | 'runs'): SQL {
  const own = sql.identifier(waiting);
  return sql`(${own}.concurrency_key is null or ${own}.max_concurrent > (
    select count(*) from runs as other
    where other.concurrency_key = ${own}.concurrency_key and other.id <> ${own}.id
      and other.status in ('starting', 'running', 'retry-wait')))`;
}

const countBusy = prepared((tx: WriteDb) => tx.select({ n: count() }).from(runs).where(isBusy).prepare());
const claim = prepared((tx: WriteDb) =>
  tx
    .update(runs)
    .set({ status: 'starting', attempt: sql`${runs.attempt} + 1`, reason: null })
    .where(
      sql`${runs.id} = (
        select waiting.id from runs as waiting
        where waiting.status in ('queued', 'retry-wait')
          and waiting.ready_at <= ${parameter('now')}
          and waiting.cancel_requested_at is null
          and (waiting.waits_for_power = 0 or ${parameter('onBattery')} = 0)
          and (${parameter('only')} is null or waiting.id in (select value from json_each(${parameter('only')})))
          and ${hasTurn('waiting')}
        order by waiting.priority - (${parameter('now')} - waiting.queued_at) / (waiting.aging_seconds * 1000), waiting.queued_at, waiting.id
        limit 1)`,
    )
    .returning()
    .prepare(),
);

const insertAttempt = prepared((tx: WriteDb) =>
  tx
    .insert(attempts)
    .values({ runId: sql.placeholder('runId'), number: sql.placeholder('number'), nonce: sql.placeholder('nonce') })
    .prepare(),
);

/**
 * Takes the most urgent run that may start: nothing held, a slot free, by priority with aging, room in its key. One
 * transaction decides, from rows alone, so two claimers never take the same run. `only`: of these runs alone; null: of
 * all. Undefined when nothing may start.
 */
export function claimRun(
  tx: WriteDb,
  options: { now: number; slots: number; nonce: string; onBattery: boolean; only: readonly string[] | null },
): RunRow | undefined {
  const { now, slots, onBattery } = options;
  // What a person runs by a one-off command is theirs to wait for; a hold is about the host
  if (options.only === null && findHold(tx) !== undefined) return undefined;
  if ((countBusy(tx).get()?.n ?? 0) >= slots) return undefined;
  const only = options.only === null ? null : JSON.stringify(options.only);
  const run = claim(tx).get({ now, only, onBattery: onBattery ? 1 : 0 }) as RunRow | undefined; // returning() of all columns
  if (run === undefined) return undefined;
  insertAttempt(tx).run({ runId: run.id, number: run.attempt, nonce: options.nonce });
  return run;
}
