import { expect, it } from 'vitest';
import type { Run } from '#contract/runs.ts';
import { planTimeline, ticksBetween } from './plan-timeline.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 9, 22, 12, 30, 0) + seconds * 1_000).toISOString();
const ms = (seconds: number) => Date.parse(at(seconds));

const ended = {
  exitCode: 1,
  code: 'exit',
  reason: 'exit 1',
  oomKilled: false,
  peakMemoryBytes: null,
  cpuSeconds: null,
} as const;
const run = {
  status: 'running',
  queuedAt: at(0),
  finishedAt: null,
  nextAttemptAt: null,
  attempts: [
    { number: 1, startedAt: at(1), finishedAt: at(30), outcome: 'failed', ...ended },
    { number: 2, startedAt: at(40), finishedAt: null, outcome: null, ...ended },
  ],
} satisfies Partial<Run> as unknown as Run; // the plan reads these fields alone

it('puts queue, attempts and the wait between them on one axis', () => {
  const { from, lanes } = planTimeline(run, { now: ms(100), mostTicks: 10 });
  expect(from).toBe(ms(0));
  expect(lanes).toEqual([
    {
      attempt: 1,
      bars: [
        { kind: 'queue', tone: 'wait', from: ms(0), to: ms(1) },
        { kind: 'attempt', tone: 'fail', from: ms(1), to: ms(30) },
        { kind: 'wait', tone: 'wait', from: ms(30), to: ms(40) },
      ],
    },
    { attempt: 2, bars: [{ kind: 'attempt', tone: 'run', from: ms(40), to: ms(100) }] },
  ]);
});

it('makes room for what is usual', () => {
  expect(planTimeline(run, { now: ms(50), usualMs: 130_000, mostTicks: 10 }).to).toBeGreaterThan(ms(130));
});

it('labels round instants, as many as there is room for', () => {
  expect(ticksBetween(ms(0), ms(150), 10)).toHaveLength(11);
  expect(ticksBetween(ms(0), ms(150), 3)).toEqual([ms(0), ms(60), ms(120)]);
});
