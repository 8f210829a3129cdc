import type { Attempt, Run } from '#contract/runs.ts';
import { formatCount } from './format/number.ts';

/** The most memory any attempt held; undefined where none was measured. */
export function peakMemoryOf({ attempts }: Pick<Run, 'attempts'>): number | undefined {
  const peaks = attempts.flatMap(({ peakMemoryBytes }) => peakMemoryBytes ?? []);
  return peaks.length === 0 ? undefined : Math.max(...peaks);
}

/** Processor time of all attempts together; undefined where none was measured. */
export function cpuSecondsOf({ attempts }: Pick<Run, 'attempts'>): number | undefined {
  const spent = attempts.flatMap(({ cpuSeconds }) => cpuSeconds ?? []);
  return spent.length === 0 ? undefined : spent.reduce((sum, seconds) => sum + seconds, 0);
}

/** How many cores an attempt kept busy on average; undefined while it goes on or where it was not measured. */
export function coresOf({ startedAt, finishedAt, cpuSeconds }: Attempt): number | undefined {
  if (startedAt === null || finishedAt === null || cpuSeconds === null) return undefined;
  const tookMs = Date.parse(finishedAt) - Date.parse(startedAt);
  return tookMs > 0 ? cpuSeconds / (tookMs / 1_000) : undefined;
}

/** 161 MB: limits are set in MiB and people say MB, so what is held against them is counted alike. */
export function formatMemory(bytes: number): string {
  return `${formatCount(Math.ceil(bytes / 1_048_576))}\u202fMB`;
}

/** The most that was used by any attempt of the runs, of those that were measured. */
export function mostUsed(runs: readonly Pick<Run, 'attempts'>[]) {
  const attempts = runs.flatMap((run) => run.attempts);
  const cores = attempts.flatMap((attempt) => coresOf(attempt) ?? []);
  return {
    /** So many runs were measured. */
    of: runs.filter((run) => peakMemoryOf(run) !== undefined).length,
    memoryBytes: peakMemoryOf({ attempts }),
    cores: cores.length === 0 ? undefined : Math.max(...cores),
  };
}
