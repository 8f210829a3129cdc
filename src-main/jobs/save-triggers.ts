import { eq, sql } from 'drizzle-orm';
import type { JobInput, JobState, TriggerInput } from '#contract/jobs.ts';
import { AppError, invalid } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { WriteDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { jobs, triggers } from '../db/schema/jobs.ts';
import { listTriggers, type TriggerRow, toTriggerTimes } from './job-store.ts';
import { nextInstant } from './trigger/next-instant.ts';
import { readTriggerTimes } from './trigger/read-trigger-times.ts';

interface JobKey {
  jobId: string;
  now: number;
  defaultTimezone: string;
}

/** The triggers a request means: its list, or the one of the short form; undefined leaves them as they are. */
export function toTriggerInputs(input: Pick<JobInput, 'triggers' | 'schedule'>): TriggerInput[] | undefined {
  if (input.schedule === undefined) return input.triggers;
  if (input.triggers !== undefined) throw invalid('schedule', 'send either schedule (one trigger) or triggers');
  return [{ ...input.schedule, enabled: true }];
}

/**
 * Replaces a job's triggers. Those that stay are matched by id, else by equal kind, expression and zone, and keep
 * their identity, anchor and counts; edited ones take effect from now. Refuses what can never fire.
 */
export function saveTriggers(tx: WriteDb, inputs: readonly TriggerInput[], key: JobKey): void {
  const present = listTriggers(tx, [key.jobId]);
  const taken = new Set<string>();
  inputs.forEach((input, position) => {
    const times = atTrigger(position, () =>
      readTriggerTimes(input, { defaultTimezone: key.defaultTimezone, createdAt: key.now }),
    );
    const match = present.find(
      (row) => !taken.has(row.id) && (input.id === undefined ? isSame(row, times) : row.id === input.id),
    );
    if (input.id !== undefined && match === undefined)
      throw invalid(`triggers.${position}.id`, `this job has no trigger ${input.id}; leave the id away for a new one`);
    const isUnchanged =
      match !== undefined && isSame(match, times) && match.startAt === times.startAt && match.endAt === times.endAt;
    const row = {
      ...times,
      createdAt: match !== undefined && isSame(match, times) ? match.createdAt : key.now,
      position,
      name: input.name ?? null,
      enabled: input.enabled,
      maxRuns: input.maxRuns ?? null,
      input: input.input ?? null,
      nextAt: isUnchanged ? match.nextAt : null,
    };
    if (nextInstant(row, key.now) === null && match === undefined) {
      throw invalid(`triggers.${position}.expr`, `${JSON.stringify(input.expr)} never fires from now on`);
    }
    if (match === undefined) {
      tx.insert(triggers)
        .values({ ...row, id: newId(key.now), jobId: key.jobId })
        .run();
      return;
    }
    taken.add(match.id);
    tx.update(triggers).set(row).where(eq(triggers.id, match.id)).run();
  });
  for (const row of present.filter(({ id }) => !taken.has(id))) {
    tx.update(triggers).set({ deletedAt: key.now, nextAt: null }).where(eq(triggers.id, row.id)).run();
  }
}

/**
 * Sets the next instant of every trigger of the job to the first after `now`, or to none where nothing may fire.
 * An instant that is due and waits for the ticker stays: an edit must not swallow it.
 */
export function armTriggers(tx: WriteDb, job: { id: string; state: JobState }, now: number): void {
  for (const row of listTriggers(tx, [job.id])) {
    const mayFire = job.state === 'active' && row.enabled && (row.maxRuns === null || row.runsMade < row.maxRuns);
    const isDue = row.nextAt !== null && row.nextAt <= now;
    const nextAt = !mayFire ? null : isDue ? row.nextAt : nextInstant(toTriggerTimes(row), now);
    if (nextAt !== row.nextAt) tx.update(triggers).set({ nextAt }).where(eq(triggers.id, row.id)).run();
  }
  refreshJob(tx, job);
}

const refresh = prepared((tx: WriteDb) => {
  const own = sql`from ${triggers} where ${triggers.jobId} = ${jobs.id} and ${triggers.deletedAt} is null and ${triggers.enabled} = 1`;
  const nextAt = sql`(select min(${triggers.nextAt}) ${own})`;
  const isExhausted = sql`${jobs.state} = 'active' and ${nextAt} is null and exists (select 1 ${own})`;
  return tx
    .update(jobs)
    .set({ nextAt, state: sql`case when ${isExhausted} then 'completed' else ${jobs.state} end` })
    .where(eq(jobs.id, parameter('id')))
    .prepare();
});

/** Copies the earliest next instant to the job; an active job whose triggers can fire no more is completed. */
export function refreshJob(tx: WriteDb, job: { id: string }): void {
  refresh(tx).run({ id: job.id });
}

function isSame(row: TriggerRow, times: Pick<TriggerRow, 'kind' | 'expr' | 'timezone'>): boolean {
  return row.kind === times.kind && row.expr === times.expr && row.timezone === times.timezone;
}

/** Errors of a trigger name its place in the request. */
function atTrigger<Result>(position: number, read: () => Result): Result {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.errors === undefined) throw thrown;
    throw new AppError(thrown.code, thrown.message, {
      errors: thrown.errors.map(({ path, message }) => ({
        path: path.replace(/^trigger\b/, `triggers.${position}`),
        message,
      })),
      cause: thrown,
    });
  }
}

/** Counts a run of the trigger; the one that reaches `maxRuns` disarms it. */
export function countTriggerRun(tx: WriteDb, triggerId: string): void {
  const row = tx
    .update(triggers)
    .set({ runsMade: sql`${triggers.runsMade} + 1` })
    .where(eq(triggers.id, triggerId))
    .returning()
    .get();
  if (row === undefined || row.maxRuns === null || row.runsMade < row.maxRuns) return;
  tx.update(triggers).set({ nextAt: null }).where(eq(triggers.id, triggerId)).run();
  const job = tx.select({ id: jobs.id, state: jobs.state }).from(jobs).where(eq(jobs.id, row.jobId)).get();
  if (job !== undefined) refreshJob(tx, job);
}
