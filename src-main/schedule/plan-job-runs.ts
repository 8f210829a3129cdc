import type { AgentRow } from '../agents/agents.ts';
import { AppError } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import type { JobRow } from '../jobs/job-store.ts';
import { findAgentOfJob, findRunnable, planJobRun, type Runnable, type Start } from '../runs/plan-run.ts';
import type { RunRequest } from '../runs/queue-run.ts';

/** What a job would run now, or why it cannot. */
export type PlannedJob = { concurrencyKey: string | null; toRequest(start: Start): RunRequest } | { refusal: string };

const unstarted: Start = {
  input: null,
  timezone: 'UTC',
  origin: { reason: 'schedule', triggerId: null, scheduledFor: null, requestedBy: null },
  covers: null,
};

/** Plans each job of a batch once, however many of its instants are due, and looks each script up once for all. */
export function makeJobRunPlanner(read: ReadDb): (job: JobRow) => PlannedJob {
  const plans = new Map<string, PlannedJob>();
  const runnables = new Map<string, Runnable>();

  const runnableOf = (agent: AgentRow): Runnable => {
    const key = `${agent.scriptId} ${agent.version}`;
    const known = runnables.get(key);
    if (known !== undefined) return known;
    const runnable = findRunnable(read, agent);
    runnables.set(key, runnable);
    return runnable;
  };
  const planJob = (job: JobRow): PlannedJob => {
    try {
      const agent = findAgentOfJob(read, job);
      const request = planJobRun(job, { agent, runnable: runnableOf(agent) }, unstarted);
      return { concurrencyKey: request.concurrencyKey, toRequest: (start) => ({ ...request, ...start }) };
    } catch (thrown) {
      if (thrown instanceof AppError) return { refusal: thrown.message };
      throw thrown;
    }
  };

  return (job) => {
    const known = plans.get(job.id);
    if (known !== undefined) return known;
    const planned = planJob(job);
    plans.set(job.id, planned);
    return planned;
  };
}
