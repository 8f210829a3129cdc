import type { Run, RunStatus } from '#contract/runs.ts';

const final: ReadonlySet<RunStatus> = new Set(['succeeded', 'failed', 'timed-out', 'cancelled', 'lost']);

/** Whether the run may still change. */
export function isLive({ status }: Pick<Run, 'status'>): boolean {
  return !final.has(status);
}

/** From so many times the usual on, it is worth a look; and not before it has gone on for a while. */
const slowTimes = 1.5;
const leastSlowMs = 10_000;

/** How often over a live run has taken what is usual; undefined unless that is far longer. */
export function timesUsual(
  run: Pick<Run, 'status' | 'startedAt'>,
  usualMs: number | undefined,
  now: number,
): number | undefined {
  if (!isLive(run) || run.startedAt === null || usualMs === undefined || usualMs === 0) return undefined;
  const spentMs = now - Date.parse(run.startedAt);
  const times = spentMs / usualMs;
  return times > slowTimes && spentMs > leastSlowMs ? times : undefined;
}

/** The instant a run is known by: when it was due, or when it was asked for. */
export function momentOf(run: Run): number {
  return Date.parse(run.origin.scheduledFor ?? run.queuedAt);
}
