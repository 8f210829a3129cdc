import type { Occurrence } from '#contract/jobs.ts';
import type { Run } from '#contract/runs.ts';
import { median } from '../../lib/median.ts';
import type { StatusName } from '../../ui/status.ts';
import { isFailure } from './verdict.ts';

export const dayMs = 86_400_000;

/** Something that happened, or should have, at an instant. */
export interface DayMark {
  at: number;
  status: StatusName;
  isRetried: boolean;
}

/** The day of one job; `jobId` is null for what was started without one. */
export interface DayRow {
  jobId: string | null;
  title: string;
  marks: readonly DayMark[];
  succeeded: number;
  failed: number;
  /** The state all of the failed ones are in; undefined where they differ. */
  failedAs?: FailedStatus | undefined;
}

type FailedStatus = 'failed' | 'timed-out' | 'lost';
const failedStatuses: readonly FailedStatus[] = ['failed', 'timed-out', 'lost'];

/** What one slot of the strip shows: the worst of what fell into it, and how many of each. */
export interface DaySlot {
  index: number;
  status: StatusName;
  isRetried: boolean;
  counts: ReadonlyMap<StatusName, number>;
}

/** The outcomes worth a mark although nothing ran. */
const withoutRun: ReadonlySet<Occurrence['outcome']> = new Set([
  'skipped',
  'missed',
  'coalesced',
  'replaced',
  'cancelled',
]);

/** One row for each job of the day: those that failed most stand first, the rest by name, what has no job last. */
export function planDay(
  runs: readonly Run[],
  occurrences: readonly Occurrence[],
  jobs: ReadonlyMap<string, string>,
): readonly DayRow[] {
  const rows = new Map<string | null, { marks: DayMark[]; title: string; succeeded: number; failed: number }>();
  const rowOf = (jobId: string | null, title: string) => {
    const known = rows.get(jobId);
    if (known !== undefined) return known;
    const made = { marks: [], title, succeeded: 0, failed: 0 };
    rows.set(jobId, made);
    return made;
  };
  for (const run of runs) {
    const row = rowOf(run.jobId, jobs.get(run.jobId ?? '') ?? run.title);
    row.marks.push({ at: Date.parse(run.startedAt ?? run.queuedAt), status: run.status, isRetried: run.attempt > 1 });
    if (run.status === 'succeeded') row.succeeded += 1;
    if (isFailure(run)) row.failed += 1;
  }
  for (const occurrence of occurrences) {
    const { jobId, outcome, runId } = occurrence;
    if (runId !== null || !withoutRun.has(outcome)) continue;
    const title = jobs.get(jobId);
    if (title === undefined) continue;
    const { marks } = rowOf(jobId, title);
    marks.push(...instantsOf(occurrence).map((at) => ({ at, status: outcome, isRetried: false })));
  }
  return [...rows]
    .map(([jobId, row]) => ({ jobId, ...row, failedAs: onlyFailure(row.marks) }))
    .toSorted(
      (a, b) =>
        Number(a.jobId === null) - Number(b.jobId === null) || b.failed - a.failed || a.title.localeCompare(b.title),
    );
}

/** More of one row than this no strip tells apart. */
const mostInstants = 500;

/** The instants one row of the ledger stands for: the first and last are known, those between about. */
function instantsOf({ scheduledFor, until, count = 1 }: Occurrence): readonly number[] {
  const first = Date.parse(scheduledFor);
  const spanMs = until === undefined ? 0 : Date.parse(until) - first;
  const shown = Math.min(count, mostInstants);
  return Array.from({ length: shown }, (_, index) => first + (shown > 1 ? (spanMs * index) / (shown - 1) : 0));
}

function onlyFailure(marks: readonly DayMark[]): FailedStatus | undefined {
  const [first, ...others] = failedStatuses.filter((failed) => marks.some(({ status }) => status === failed));
  return others.length === 0 ? first : undefined;
}

/** The worst wins: what is wrong has to be seen, what went well is the ground it stands on. */
const rank: Partial<Record<StatusName, number>> = {
  failed: 9,
  'timed-out': 9,
  lost: 8,
  running: 7,
  starting: 7,
  'retry-wait': 6,
  queued: 6,
  missed: 5,
  succeeded: 4,
  skipped: 3,
};

/** Puts the marks of `from`…`to` into so many slots of equal length; empty ones are left out. */
export function binMarks(
  marks: readonly DayMark[],
  { from, to, slots }: { from: number; to: number; slots: number },
): readonly DaySlot[] {
  const found = new Map<number, { status: StatusName; isRetried: boolean; counts: Map<StatusName, number> }>();
  for (const { at, status, isRetried } of marks) {
    if (at < from || at > to) continue;
    const index = Math.min(slots - 1, Math.floor(((at - from) / (to - from)) * slots));
    const slot = found.get(index) ?? { status, isRetried: false, counts: new Map<StatusName, number>() };
    if ((rank[status] ?? 0) > (rank[slot.status] ?? 0)) slot.status = status;
    slot.isRetried ||= isRetried;
    slot.counts.set(status, (slot.counts.get(status) ?? 0) + 1);
    found.set(index, slot);
  }
  return [...found].map(([index, slot]) => ({ index, ...slot })).toSorted((a, b) => a.index - b.index);
}

export interface DayFigures {
  runs: number;
  failed: number;
  /** Of those that came to an end; undefined when none did. */
  successRate: number | undefined;
  medianMs: number | undefined;
}

/** The day in four figures. */
export function sumUpDay(runs: readonly Run[]): DayFigures {
  const succeeded = runs.filter(({ status }) => status === 'succeeded');
  const failed = runs.filter(isFailure).length;
  const ended = succeeded.length + failed;
  return {
    runs: runs.length,
    failed,
    successRate: ended === 0 ? undefined : succeeded.length / ended,
    medianMs: median(succeeded.flatMap(({ durationMs }) => durationMs ?? [])),
  };
}

/** What each job, and each agent over all of its jobs, usually takes in ms: from those of its runs that succeeded. */
export function usualDurations(runs: readonly Run[]): ReadonlyMap<string, number> {
  const took = new Map<string, number[]>();
  for (const { jobId, agentId, status, durationMs } of runs) {
    if (durationMs === null || status !== 'succeeded') continue;
    for (const id of [jobId, agentId]) {
      if (id === null) continue;
      const known = took.get(id);
      if (known === undefined) took.set(id, [durationMs]);
      else known.push(durationMs);
    }
  }
  return new Map(
    [...took].flatMap(([id, durations]) => {
      const usualMs = median(durations);
      return usualMs === undefined ? [] : [[id, usualMs] as const];
    }),
  );
}
