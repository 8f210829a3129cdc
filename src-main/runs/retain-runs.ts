import { rm } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { and, desc, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import { defaultPolicy } from '#contract/policy.ts';
import type { Audit } from '../audit/audit.ts';
import { dayMs } from '../base/clock.ts';
import type { ReadDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { jobs } from '../db/schema/jobs.ts';
import { runs } from '../db/schema/runs.ts';
import type { LogStore } from './log/log-store.ts';
import { runFolder } from './run-folders.ts';

/** Looked at in one go, so that others get their turn. */
const batchSize = 200;

const jobsAfter = prepared((read: ReadDb) =>
  read
    .select({ id: jobs.id, policy: jobs.policy })
    .from(jobs)
    .where(gt(jobs.id, parameter('id')))
    .orderBy(jobs.id)
    .limit(batchSize)
    .prepare(),
);
const isWhole = sql`${runs.finishedAt} is not null and ${runs.purgedAt} is null`; // as its index has it
const wholeOfJob = prepared((read: ReadDb) =>
  read
    .select({ id: runs.id, status: runs.status, finishedAt: runs.finishedAt })
    .from(runs)
    .where(and(eq(runs.jobId, parameter('jobId')), isWhole))
    .orderBy(desc(runs.id))
    .prepare(),
);

/**
 * Deletes the logs and artifacts of runs beyond what their job keeps: more than the last N, or older than D days
 * (domain, "Policy", row `retention`). The last success and the last failure stay whole; the rows of all stay as
 * their summaries. What belongs to no job is kept for the default number of days.
 */
export async function retainRuns(
  world: { audit: Audit; logs: Pick<LogStore, 'remove'>; runsDir: string },
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<void> {
  const { read } = world.audit;
  const ofJobs = jobsAfter(read);
  for (let after: string | undefined = ''; after !== undefined; await turn()) {
    const batch = ofJobs.all({ id: after });
    const expired = batch.flatMap(({ id, policy }) => listExpiredOfJob(read, id, { ...policy.retention, now }));
    await purge(world, expired, { now, signal });
    if (signal.aborted) return;
    after = batch.at(-1)?.id;
  }
  const oldestAt = now - defaultPolicy.retention.days * dayMs;
  const withoutJob = read
    .select({ id: runs.id })
    .from(runs)
    .where(and(isNull(runs.jobId), isWhole, lt(runs.finishedAt, oldestAt)))
    .all();
  await purge(
    world,
    withoutJob.map((run) => run.id),
    { now, signal },
  );
}

/** What the job does not keep any more, of its runs that are over and whole. */
export function listExpiredOfJob(
  read: ReadDb,
  jobId: string,
  keep: { runs: number; days: number; now: number },
): string[] {
  const whole = wholeOfJob(read).all({ jobId });
  const lastSuccess = whole.find(({ status }) => status === 'succeeded')?.id;
  const lastFailure = whole.find(({ status }) => status !== 'succeeded' && status !== 'cancelled')?.id;
  const oldestAt = keep.now - keep.days * dayMs;
  return whole
    .filter(({ finishedAt }, index) => index >= keep.runs || (finishedAt ?? keep.now) < oldestAt)
    .map(({ id }) => id)
    .filter((id) => id !== lastSuccess && id !== lastFailure);
}

async function purge(
  { audit, logs, runsDir }: Parameters<typeof retainRuns>[0],
  ids: readonly string[],
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<void> {
  for (let start = 0; start < ids.length && !signal.aborted; start += batchSize) {
    const batch = ids.slice(start, start + batchSize);
    // Files first: should we die between, the next day deletes again what is gone already
    for (const id of batch) {
      logs.remove(id);
      await rm(runFolder(runsDir, id), { recursive: true, force: true });
    }
    audit.write('what expired is cleared', ({ tx }) => {
      for (const id of batch) tx.update(runs).set({ purgedAt: now }).where(eq(runs.id, id)).run();
    });
    await turn();
  }
}
