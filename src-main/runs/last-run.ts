import { and, desc, eq, isNotNull } from 'drizzle-orm';
import type { ReadDb } from '../db/database.ts';
import { runs } from '../db/schema/runs.ts';
import { findJob, findJobByName } from '../jobs/job-store.ts';

/**
 * How the last run of a job that is over went, for the conditions of another job, whose owner must be able to see it.
 * Undefined when there is no such job for them, null before its first run has ended.
 */
export function findLastRun(read: ReadDb, jobName: string, by: { jobId: string }) {
  const asking = findJob(read, by.jobId);
  const job = asking && findJobByName(read, jobName, { visibleTo: asking.ownerId });
  if (job === undefined) return undefined;
  const last = read
    .select()
    .from(runs)
    .where(and(eq(runs.jobId, job.id), isNotNull(runs.finishedAt)))
    .orderBy(desc(runs.id))
    .limit(1)
    .get();
  if (last === undefined || last.finishedAt === null) return null;
  const { status, exitCode, startedAt, finishedAt, durationMs } = last;
  return { status, exitCode, startedAt, finishedAt, durationMs };
}
