import { and, eq, gt, sql } from 'drizzle-orm';
import type { Transaction } from '../audit/audit.ts';
import type { WriteDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { jobs, occurrences, triggers } from '../db/schema/jobs.ts';
import { publishInside } from '../events/event-store.ts';
import { jobMoved } from '../events/system-events.ts';
import { firingsOfTrigger, isTimeTrigger, type JobRow, listTriggers, type TriggerRow } from './job-store.ts';
import { defaultEverySeconds } from './trigger/check-condition.ts';
import type { Firings } from './trigger/firings.ts';
import { endOfDay } from './trigger/local-time.ts';

/** What is written within an act, or by the ticker. */
type Changing = Pick<Transaction, 'tx' | 'changed'>;

/** What arming needs to know of a job. */
export type ArmedJob = Pick<JobRow, 'id' | 'state' | 'snoozedUntil'>;

/**
 * Sets for every trigger of the job when the ticker has to look at it, and what people see as its next firing. A job
 * that is paused or snoozed stays armed: each instant it lets pass gets its row in the ledger. An instant that is due
 * and waits for the ticker stays: an edit must not swallow it.
 */
export function armTriggers(transaction: Changing, job: ArmedJob, now: number): void {
  const { tx } = transaction;
  for (const row of listTriggers(tx, [job.id])) {
    const armed = arm(job, row, now);
    if (armed.dueAt !== row.dueAt || armed.nextAt !== row.nextAt)
      tx.update(triggers).set(armed).where(eq(triggers.id, row.id)).run();
  }
  completeJob(transaction, { id: job.id, now });
}

function arm(job: ArmedJob, row: TriggerRow, now: number): { dueAt: number | null; nextAt: number | null } {
  if (job.state === 'cancelled' || job.state === 'completed' || !row.enabled || isSpent(row))
    return { dueAt: null, nextAt: null };
  if (isTimeTrigger(row)) {
    const firings = firingsOfTrigger(row);
    const isWaiting = row.dueAt !== null && row.dueAt <= now;
    return { dueAt: isWaiting ? row.dueAt : nextLook(firings, now), nextAt: nextFire(job, row, { firings, now }) };
  }
  // what it has collected before its end is to start still
  if (row.endAt !== null && row.endAt <= now) return { dueAt: row.kind === 'event' ? row.dueAt : null, nextAt: null };
  if (row.kind === 'condition')
    return { dueAt: row.dueAt ?? Math.max(now + everyMs(row), row.startAt ?? 0), nextAt: null };
  return { dueAt: row.dueAt ?? row.endAt, nextAt: null };
}

/** Whether the trigger has made all the runs it may. */
export function isSpent({ maxRuns, runsMade }: Pick<TriggerRow, 'maxRuns' | 'runsMade'>): boolean {
  return maxRuns !== null && runsMade >= maxRuns;
}

/** How long a condition waits from one evaluation to the next. */
export function everyMs({ everySeconds }: Pick<TriggerRow, 'everySeconds'>): number {
  return (everySeconds ?? defaultEverySeconds) * 1_000;
}

/** A condition that would wait longer than it ever should, as the clock was set back, is due now. */
export function recallConditions({ tx }: Pick<Changing, 'tx'>, now: number): void {
  const everySeconds = sql`coalesce(${triggers.everySeconds}, ${defaultEverySeconds})`;
  const latestAt = sql`max(${now} + ${everySeconds} * 1000, coalesce(${triggers.startAt}, 0))`;
  tx.update(triggers)
    .set({ dueAt: now })
    .where(and(eq(triggers.kind, 'condition'), gt(triggers.dueAt, latestAt)))
    .run();
}

/** The next moment about which the ledger will have a row. What moves off an excluded day has it when it fires. */
export function nextLook({ zone, fires, excluded, isMoving, moveOf }: Firings, now: number): number | null {
  const fire = fires.next(now);
  let left = excluded.next(now);
  if (fire === null) return left;
  while (isMoving && left !== null && left < fire && moveOf(left) !== null) left = excluded.next(endOfDay(zone, left));
  return left === null ? fire : Math.min(fire, left);
}

/** The next firing as far as is known: none while paused, what a snooze or a skip leaves out not counted. */
export function nextFire(
  job: ArmedJob,
  row: TriggerRow,
  { firings, now }: { firings: Firings; now: number },
): number | null {
  if (job.state !== 'active') return null;
  return firings.fires.next(Math.max(now, job.snoozedUntil ?? now, row.skipUntilAt ?? now));
}

const ownTriggers = sql`from ${triggers} where ${triggers.jobId} = ${jobs.id} and ${triggers.deletedAt} is null and ${triggers.enabled} = 1`;
const completion = 'its triggers can fire no more';
const complete = prepared((tx: WriteDb) => {
  const deferred = sql`from ${occurrences} indexed by occurrences_deferred where ${occurrences.jobId} = ${jobs.id} and ${occurrences.outcome} = 'pending' and ${occurrences.runId} is null`;
  const isOpen = sql`(${triggers.dueAt} is not null or (${triggers.kind} in ('event', 'condition')
    and (${triggers.maxRuns} is null or ${triggers.runsMade} < ${triggers.maxRuns})
    and (${triggers.endAt} is null or ${triggers.endAt} > ${parameter('now')})))`;
  return tx
    .update(jobs)
    .set({ state: 'completed', stateReason: completion, stateSince: sql`${sql.placeholder('now')}` })
    .where(
      and(
        eq(jobs.id, parameter('id')),
        sql`${jobs.state} = 'active' and exists (select 1 ${ownTriggers})
          and not exists (select 1 ${ownTriggers} and ${isOpen}) and not exists (select 1 ${deferred})`,
      ),
    )
    .returning()
    .prepare();
});

/** An active job whose triggers can fire no more is completed. */
export function completeJob(transaction: Changing, job: { id: string; now: number }): void {
  const completed = complete(transaction.tx).get(job) as JobRow | undefined; // returning() of all columns
  if (completed !== undefined) publishInside(transaction, jobMoved('completed', completed, completion), job.now);
}

/** A run that was counted did not begin after all: its trigger may make it still, and its job is not over for it. */
export function takeBackTriggerRun({ tx }: Changing, triggerId: string, now: number): void {
  const counted = tx.select().from(triggers).where(eq(triggers.id, triggerId)).get();
  const job = counted && tx.select().from(jobs).where(eq(jobs.id, counted.jobId)).get();
  if (job === undefined || counted === undefined) return;
  const row = { ...counted, runsMade: Math.max(0, counted.runsMade - 1) };
  tx.update(triggers).set({ runsMade: row.runsMade }).where(eq(triggers.id, triggerId)).run();
  if (!isSpent(counted) || isSpent(row) || row.deletedAt !== null || job.deletedAt !== null) return;
  const reopened: JobRow = job.state === 'completed' ? { ...job, state: 'active' } : job;
  const armed = arm(reopened, row, now);
  tx.update(triggers).set(armed).where(eq(triggers.id, triggerId)).run();
  const mayFire = armed.dueAt !== null || (!isTimeTrigger(row) && (row.endAt === null || row.endAt > now));
  if (mayFire && job.state === 'completed')
    tx.update(jobs).set({ state: 'active', stateReason: null, stateSince: now }).where(eq(jobs.id, job.id)).run();
}

/** Counts a run of the trigger; the one that reaches `maxRuns` disarms it. */
export function countTriggerRun(transaction: Changing, triggerId: string, now: number): void {
  const { tx } = transaction;
  const row = tx
    .update(triggers)
    .set({ runsMade: sql`${triggers.runsMade} + 1` })
    .where(eq(triggers.id, triggerId))
    .returning()
    .get();
  if (row === undefined || !isSpent(row)) return;
  tx.update(triggers).set({ dueAt: null, nextAt: null }).where(eq(triggers.id, triggerId)).run();
  completeJob(transaction, { id: row.jobId, now });
}
