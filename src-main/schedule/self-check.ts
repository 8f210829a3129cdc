import { and, eq, isNull, sql } from 'drizzle-orm';
import { AppError } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import { jobs, triggers } from '../db/schema/jobs.ts';
import { isSpent } from '../jobs/arm-triggers.ts';
import { firingsOfTrigger, isTimeTrigger, type JobRow, type TimeTriggerRow } from '../jobs/job-store.ts';

/** An active job that should fire some day and is not armed to: a fault of ours, or of an expression gone stale. */
export interface UnarmedJob {
  jobId: string;
  name: string;
  problem: string;
}

// in the words of the partial indexes
const isUnarmed = sql`${triggers.dueAt} is null and ${triggers.enabled} = 1 and ${triggers.deletedAt} is null and ${triggers.kind} in ('cron', 'interval', 'once', 'rrule')`;
const withoutNext = prepared((read: ReadDb) =>
  read
    .select({ trigger: triggers, job: jobs })
    .from(triggers)
    .innerJoin(jobs, eq(jobs.id, triggers.jobId))
    .where(and(isUnarmed, sql`${jobs.state} = 'active'`, isNull(jobs.deletedAt)))
    .orderBy(triggers.jobId)
    .limit(1_000)
    .prepare(),
);

/** Looks whether the scheduler would forget somebody (reliability research, section D). */
export function findUnarmed(read: ReadDb, now: number): UnarmedJob[] {
  const problems = new Map<string, UnarmedJob>();
  for (const { trigger, job } of withoutNext(read).all()) {
    const problem = isTimeTrigger(trigger) ? problemOf(job, trigger, now) : null;
    if (problem !== null && !problems.has(job.id)) problems.set(job.id, { jobId: job.id, name: job.name, problem });
  }
  return [...problems.values()];
}

function problemOf(job: JobRow, trigger: TimeTriggerRow, now: number): string | null {
  if (isSpent(trigger)) return null;
  try {
    const next = firingsOfTrigger(trigger).fires.next(Math.max(now, job.snoozedUntil ?? now));
    return next === null ? null : `${trigger.kind} ${trigger.expr} is not armed; save the job again`;
  } catch (thrown) {
    if (thrown instanceof AppError) return `${trigger.kind} ${trigger.expr} cannot be read: ${thrown.message}`;
    throw thrown;
  }
}
