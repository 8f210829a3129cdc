import { setImmediate as turn } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Audit } from '../audit/audit.ts';
import { dayMs } from '../base/clock.ts';
import { idsFrom } from '../base/ids.ts';
import type { ReadDb } from '../db/database.ts';
import { events } from '../db/schema/events.ts';

/** Whichever is reached first. */
const keepMs = 30 * dayMs;
const keepRows = 100_000;
/** So many at once hold up nobody else. */
const batchRows = 500;

/** Deletes the events of more than 30 days, and those beyond the newest 100,000, until none is left or `signal` aborts. */
export async function forgetEvents(audit: Audit, { now, signal }: { now: number; signal: AbortSignal }): Promise<void> {
  while (!signal.aborted && forgetBatch(audit, now)) await turn();
}

/** Answers whether there may be more. */
function forgetBatch(audit: Audit, now: number): boolean {
  const before = findLimit(audit.read, now);
  const deleted = audit.write('what expired is cleared', ({ tx }) => {
    const oldest = sql`${events.id} in (select id from ${events} where id < ${before} order by id limit ${batchRows})`;
    return tx.delete(events).where(oldest).run().changes;
  });
  return deleted === batchRows;
}

/** Ids below it are forgotten. */
function findLimit(read: ReadDb, now: number): string {
  const byAge = idsFrom(now - keepMs);
  const oldestKept = read.get<{ id: string } | undefined>(
    sql`select id from ${events} order by id desc limit 1 offset ${keepRows - 1}`,
  );
  return oldestKept !== undefined && oldestKept.id > byAge ? oldestKept.id : byAge;
}
