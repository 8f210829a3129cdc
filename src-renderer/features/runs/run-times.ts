import type { Run, RunStatus } from '#contract/runs.ts';

const final: ReadonlySet<RunStatus> = new Set(['succeeded', 'failed', 'timed-out', 'cancelled', 'lost']);

/** Whether the run may still change. */
export function isLive({ status }: Pick<Run, 'status'>): boolean {
  return !final.has(status);
}

/** The instant a run is known by: when it was due, or when it was asked for. */
export function momentOf(run: Run): number {
  return Date.parse(run.origin.scheduledFor ?? run.queuedAt);
}
