import type { AgentRow } from '../agents/agents.ts';
import { AppError } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import type { JobRow } from '../jobs/job-store.ts';
import { findAgentOfJob, findRunnable, type JobStart, planJobRun, type Runnable } from '../runs/plan-run.ts';
import type { RunRequest } from '../runs/queue-run.ts';

/** What a job runs, by whom, or why it cannot. */
export type PlannedJob = { agent: AgentRow; runnable: Runnable } | { refusal: string };

/** Looks up what each job of a batch runs once, however many of its instants are due, and each script once for all. */
export function makeJobPlanner(read: ReadDb): (job: JobRow) => PlannedJob {
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

  return (job) => {
    const known = plans.get(job.id);
    if (known !== undefined) return known;
    const planned = refusable(() => {
      const agent = findAgentOfJob(read, job);
      return { agent, runnable: runnableOf(agent) };
    });
    plans.set(job.id, planned);
    return planned;
  };
}

/** The request for one start of a job, or why there is none. */
export function planStart(job: JobRow, planned: PlannedJob, start: JobStart): RunRequest | { refusal: string } {
  return 'refusal' in planned ? planned : refusable(() => planJobRun(job, planned, start));
}

/** What the product refuses, a script in the trash say, is an answer here; anything else is a fault. */
function refusable<Answer>(plan: () => Answer): Answer | { refusal: string } {
  try {
    return plan();
  } catch (thrown) {
    if (thrown instanceof AppError) return { refusal: thrown.message };
    throw thrown;
  }
}
