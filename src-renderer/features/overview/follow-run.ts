import type { Run } from '#contract/runs.ts';

export interface Course {
  /** How far it is, from 0 to 1; undefined where nothing tells. */
  fraction: number | undefined;
  leftMs: number | undefined;
  /** How often over it has taken what is usual; only of one without progress of its own. */
  timesUsual: number | undefined;
  isSlow: boolean;
}

/** From here on it is worth a look. */
const slowTimes = 1.5;
/** What a script says of its first moments foretells nothing. */
const leastFraction = 0.02;
const unknown: Course = { fraction: undefined, leftMs: undefined, timesUsual: undefined, isSlow: false };

/** How far a run is: by what it says itself, else by what its job usually takes. */
export function followRun(
  run: Pick<Run, 'status' | 'startedAt' | 'progress'>,
  usualMs: number | undefined,
  now: number,
): Course {
  if (run.status !== 'running' || run.startedAt === null) return unknown;
  const spentMs = Math.max(0, now - Date.parse(run.startedAt));
  if (run.progress !== null) {
    const { fraction } = run.progress;
    const leftMs = fraction < leastFraction ? undefined : (spentMs / fraction) * (1 - fraction);
    return { ...unknown, fraction, leftMs };
  }
  if (usualMs === undefined || usualMs === 0) return unknown;
  const timesUsual = spentMs / usualMs;
  const isSlow = timesUsual > slowTimes && spentMs > 10_000;
  const leftMs = timesUsual < 1 ? usualMs - spentMs : undefined;
  return { fraction: Math.min(1, timesUsual), leftMs, timesUsual, isSlow };
}
