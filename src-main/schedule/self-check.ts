import { and, isNull, sql } from 'drizzle-orm';
import { AppError } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import { jobs } from '../db/schema/jobs.ts';
import { isTimeTrigger, type JobRow, listTriggers, type TimeTriggerRow, toTriggerTimes } from '../jobs/job-store.ts';
import { firingsOf } from '../jobs/trigger/firings.ts';

/** An active job that should fire some day and is not armed to: a fault of ours, or of an expression gone stale. */
export interface UnarmedJob {
  jobId: string;
  name: string;
  problem: string;
}

const withoutNext = prepared((read: ReadDb) =>
  read
    .select()
    .from(jobs)
    .where(and(sql`${jobs.state} = 'active'`, isNull(jobs.nextAt), isNull(jobs.deletedAt))) // as the partial index has it
    .limit(1_000)
    .prepare(),
);

/** Looks whether the scheduler would forget somebody (reliability research, section D). */
export function findUnarmed(read: ReadDb, now: number): UnarmedJob[] {
  return withoutNext(read)
    .all()
    .flatMap((job) => {
      const problem = listTriggers(read, [job.id])
        .filter(isTimeTrigger)
        .map((trigger) => problemOf(job, trigger, now))
        .find((found) => found !== null);
      return problem === undefined ? [] : { jobId: job.id, name: job.name, problem };
    });
}

function problemOf(job: JobRow, trigger: TimeTriggerRow, now: number): string | null {
  const isSpent = trigger.maxRuns !== null && trigger.runsMade >= trigger.maxRuns;
  if (!trigger.enabled || isSpent || trigger.dueAt !== null) return null;
  try {
    const next = firingsOf(toTriggerTimes(trigger)).next(Math.max(now, job.snoozedUntil ?? now));
    return next === null ? null : `${trigger.kind} ${trigger.expr} is not armed; save the job again`;
  } catch (thrown) {
    if (thrown instanceof AppError) return `${trigger.kind} ${trigger.expr} cannot be read: ${thrown.message}`;
    throw thrown;
  }
}
