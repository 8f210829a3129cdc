import type { Run } from '#contract/runs.ts';
import type { Caller } from '../access/caller.ts';
import type { Core } from '../api/call-context.ts';

/** What the tray, the badge and the task bar show of the core. */
export interface Overview {
  running: { id: string; title: string; startedAt: number | null; fraction: number | null }[];
  runningCount: number;
  due: { jobId: string; name: string; at: number }[];
  /** Newest bad run of each job that has not had a good one since. */
  failures: { runId: string; title: string; at: number }[];
  activeJobs: number;
  pausedJobs: number;
  /** While everything is held; `until` is null until somebody resumes. */
  hold: { until: number | null; by: string; reason: string } | null;
}

/** How far back a failure is still news. */
const newsMs = 24 * 3_600_000;
const badStatuses = ['failed', 'timed-out', 'lost'] as const;
const shown = { running: 5, due: 3, failures: 20 };

/** Reads it all anew; a few indexed queries. */
export function readOverview(core: Core, caller: Caller): Overview {
  const { runs, jobs, system, holding, clock } = core;
  const hold = holding.current();
  const active = jobs.list(caller, { limit: shown.due, state: 'active', sort: 'nextAt' }).items;
  const running = (['running', 'starting'] as const).flatMap(
    (status) => runs.list(caller, { limit: shown.running, status }).items,
  );
  const scheduler = system.scheduler();
  return {
    running: running.slice(0, shown.running).map(({ id, title, startedAt, progress }) => ({
      id,
      title,
      startedAt: startedAt === null ? null : Date.parse(startedAt),
      fraction: progress?.fraction ?? null,
    })),
    runningCount: scheduler.running,
    due: active.flatMap(({ id, name, nextAt }) =>
      nextAt === null ? [] : [{ jobId: id, name, at: Date.parse(nextAt) }],
    ),
    failures: readFailures(core, caller, clock.now() - newsMs),
    activeJobs: scheduler.activeJobs,
    pausedJobs: jobs.list(caller, { limit: 1, state: 'paused', sort: 'name' }).items.length,
    hold:
      hold === null
        ? null
        : { until: hold.until === null ? null : Date.parse(hold.until), by: hold.by, reason: hold.reason },
  };
}

function readFailures(core: Core, caller: Caller, since: number): Overview['failures'] {
  const from = new Date(since).toISOString();
  const bad = badStatuses.flatMap((status) => core.runs.list(caller, { limit: shown.failures, status, from }).items);
  const newestOfJob = new Map<string, Run>();
  for (const run of bad) {
    const known = run.jobId === null ? undefined : newestOfJob.get(run.jobId);
    if (run.jobId !== null && (known === undefined || known.id < run.id)) newestOfJob.set(run.jobId, run);
  }
  return [...newestOfJob]
    .filter(([jobId, run]) => !hasSucceededSince(core, caller, { jobId, runId: run.id }))
    .map(([, { id, title, finishedAt }]) => ({ runId: id, title, at: Date.parse(finishedAt ?? '') }))
    .sort((one, other) => other.at - one.at);
}

/** Ids sort by time, so the newest success of the job tells. */
function hasSucceededSince(core: Core, caller: Caller, bad: { jobId: string; runId: string }): boolean {
  const [success] = core.runs.list(caller, { limit: 1, jobId: bad.jobId, status: 'succeeded' }).items;
  return success !== undefined && success.id > bad.runId;
}
