import { and, desc, eq, gte, isNotNull, ne } from 'drizzle-orm';
import type { RunStatus } from '#contract/runs.ts';
import type { Transaction } from '../audit/audit.ts';
import { dayMs } from '../base/clock.ts';
import { idsFrom } from '../base/ids.ts';
import { jobs } from '../db/schema/jobs.ts';
import { runs } from '../db/schema/runs.ts';
import { publishInside } from '../events/event-store.ts';
import { jobMoved } from '../events/system-events.ts';
import { armTriggers } from '../jobs/arm-triggers.ts';
import { findJob } from '../jobs/job-store.ts';
import type { RunRow } from './queue-run.ts';

/** From being queued to the end: a week of waiting to start and a day of running are the most (contract). */
const longestLifeMs = 8 * dayMs;

/**
 * Pauses a job whose last runs all failed for good, as many as its breaker allows (domain, "Policy"). Runs from before
 * it was resumed do not count, nor does what somebody cancelled. To be asked when the run's final state is written.
 */
export function tripBreaker(
  transaction: Transaction,
  run: Pick<RunRow, 'jobId'>,
  { status, now }: { status: RunStatus; now: number },
): void {
  const { tx, record } = transaction;
  if (run.jobId === null || status === 'succeeded' || status === 'cancelled') return;
  const job = findJob(tx, run.jobId);
  if (job === undefined || job.state !== 'active' || job.policy.breaker === null) return;
  const { breaker } = job.policy;
  const last = tx
    .select({ status: runs.status })
    .from(runs)
    .where(
      and(
        eq(runs.jobId, job.id),
        gte(runs.id, idsFrom((job.stateSince ?? job.createdAt) - longestLifeMs)),
        isNotNull(runs.finishedAt),
        ne(runs.status, 'cancelled'),
        gte(runs.finishedAt, job.stateSince ?? job.createdAt),
      ),
    )
    .orderBy(desc(runs.id))
    .limit(breaker)
    .all();
  if (last.length < breaker || last.some((one) => one.status === 'succeeded')) return;

  const stateReason = `paused after ${breaker} failures in a row`;
  tx.update(jobs).set({ state: 'paused', stateReason, stateSince: now }).where(eq(jobs.id, job.id)).run();
  armTriggers(transaction, { ...job, state: 'paused' }, now);
  publishInside(transaction, jobMoved('paused', job, stateReason), now);
  record({
    action: 'job.pause',
    resource: { type: 'job', id: job.id, name: job.name },
    details: { breaker, reason: stateReason },
  });
}
