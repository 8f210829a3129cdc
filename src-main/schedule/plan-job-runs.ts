import { AppError } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import type { JobRow } from '../jobs/job-store.ts';
import { planJobRun, type Start } from '../runs/plan-run.ts';
import type { RunRequest } from '../runs/queue-run.ts';

/** What a job would run now, or why it cannot. */
export type PlannedJob = { concurrencyKey: string | null; toRequest(start: Start): RunRequest } | { refusal: string };

/** Plans each job of a batch once, however many of its instants are due. */
export function makeJobRunPlanner(read: ReadDb): (job: JobRow) => PlannedJob {
  const plans = new Map<string, PlannedJob>();
  return (job) => {
    const known = plans.get(job.id);
    if (known !== undefined) return known;
    const planned = planJob(read, job);
    plans.set(job.id, planned);
    return planned;
  };
}

function planJob(read: ReadDb, job: JobRow): PlannedJob {
  try {
    const start: Start = {
      input: null,
      timezone: 'UTC',
      origin: { reason: 'schedule', triggerId: null, scheduledFor: null, requestedBy: null },
      covers: null,
    };
    const { request } = planJobRun(read, job, start);
    return { concurrencyKey: request.concurrencyKey, toRequest: (own) => ({ ...request, ...own }) };
  } catch (thrown) {
    if (thrown instanceof AppError) return { refusal: thrown.message };
    throw thrown;
  }
}
