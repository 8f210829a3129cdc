import type { Run } from '#contract/runs.ts';
import type { Tone } from '../../../ui/status.ts';
import { timesUsual } from '../run-times.ts';

/** A stretch of time of one kind. */
export interface TimelineBar {
  kind: 'queue' | 'attempt' | 'wait';
  tone: Tone;
  from: number;
  to: number;
}

/** One attempt: the waiting before it, the attempt itself, the pause after it. */
export interface TimelineLane {
  attempt: number;
  bars: readonly TimelineBar[];
}

export interface Timeline {
  from: number;
  to: number;
  lanes: readonly TimelineLane[];
  /** Where the axis is labelled. */
  ticks: readonly number[];
}

const toneOf = { succeeded: 'ok', failed: 'fail', 'timed-out': 'fail', cancelled: 'skip', lost: 'alert' } as const;

/** A run on one axis of time, at the moment `now`. `usualMs` makes room for what is usual. */
export function planTimeline(
  run: Run,
  { now, usualMs, mostTicks }: { now: number; usualMs?: number | undefined; mostTicks: number },
): Timeline {
  const from = Date.parse(run.queuedAt);
  const finishedAt = run.finishedAt === null ? undefined : Date.parse(run.finishedAt);
  const until = finishedAt ?? Math.max(now, from);
  const lanes = run.attempts.map((attempt, index): TimelineLane => {
    const startedAt = attempt.startedAt === null ? undefined : Date.parse(attempt.startedAt);
    const endedAt = attempt.finishedAt === null ? until : Date.parse(attempt.finishedAt);
    const next = run.attempts[index + 1];
    const bars: TimelineBar[] = [];
    if (index === 0 && (startedAt ?? until) > from) {
      bars.push({ kind: 'queue', tone: 'wait', from, to: startedAt ?? until });
    }
    if (startedAt !== undefined) {
      const liveTone = timesUsual(run, usualMs, now) === undefined ? 'run' : 'alert';
      const tone = attempt.outcome === null ? liveTone : toneOf[attempt.outcome];
      bars.push({ kind: 'attempt', tone, from: startedAt, to: endedAt });
    }
    const nextAt = next?.startedAt ?? (next === undefined ? run.nextAttemptAt : null);
    if (attempt.finishedAt !== null && nextAt !== null && nextAt !== undefined) {
      bars.push({ kind: 'wait', tone: 'wait', from: endedAt, to: Date.parse(nextAt) });
    }
    return { attempt: attempt.number, bars };
  });
  if (lanes.length === 0) lanes.push({ attempt: 1, bars: [{ kind: 'queue', tone: 'wait', from, to: until }] });
  const last = Math.max(until, ...lanes.flatMap(({ bars }) => bars.map(({ to }) => to)), from + (usualMs ?? 0));
  // A little air at the right, so that the now-line is never the edge.
  const to = from + Math.max(1_000, (last - from) * 1.06);
  return { from, to, lanes, ticks: ticksBetween(from, to, mostTicks) };
}

const stepsMs = [
  100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
  3_600_000, 7_200_000, 14_400_000, 43_200_000, 86_400_000, 604_800_000,
] as const;

/** Round instants, at most so many of them. */
export function ticksBetween(from: number, to: number, mostTicks: number): number[] {
  const step = stepsMs.find((candidate) => (to - from) / candidate <= mostTicks) ?? 604_800_000;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at);
  return ticks;
}
