import { describe, expect, it } from 'vitest';
import type { Occurrence } from '#contract/jobs.ts';
import type { Run } from '#contract/runs.ts';
import { binMarks, planDay, sumUpDay, usualDurations } from './plan-day.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 9, 22, 0, minute)).toISOString();
const run = (jobId: string | null, status: Run['status'], minute: number, durationMs: number | null = 1_000) =>
  ({
    jobId,
    agentId: 'agent',
    title: `run of ${jobId}`,
    status,
    startedAt: at(minute),
    queuedAt: at(minute),
    attempt: 1,
    durationMs,
  }) as Run; // the day reads no more
const occurrence = (jobId: string, outcome: Occurrence['outcome'], minute: number, runId: string | null = null) =>
  ({ jobId, outcome, scheduledFor: at(minute), runId }) as Occurrence; // the day reads no more
const names = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
]);

describe('the last day', () => {
  it('has a row for each job, failing ones first, what has no job last', () => {
    const runs = [run(null, 'failed', 1), run('a', 'succeeded', 1), run('b', 'succeeded', 1), run('b', 'failed', 2)];
    const rows = planDay(runs, [], names);
    expect(rows.map(({ jobId, succeeded, failed }) => [jobId, succeeded, failed])).toEqual([
      ['b', 1, 1],
      ['a', 1, 0],
      [null, 0, 1],
    ]);
  });

  it('marks what was skipped or missed, but never twice what ran', () => {
    const occurrences = [occurrence('a', 'skipped', 1), occurrence('a', 'ran', 2, 'r'), occurrence('a', 'upcoming', 3)];
    expect(planDay([], occurrences, names)[0]?.marks.map(({ status }) => status)).toEqual(['skipped']);
  });

  it('draws each instant of a row that stands for several', () => {
    const row = { ...occurrence('a', 'missed', 10), until: at(14), count: 3 };
    const marks = planDay([], [row], names)[0]?.marks.map((mark) => new Date(mark.at).toISOString());
    expect(marks).toEqual([at(10), at(12), at(14)]);
  });

  it('shows the worst of a slot and counts the rest', () => {
    const marks = planDay([run('a', 'succeeded', 1), run('a', 'failed', 2), run('a', 'succeeded', 59)], [], names)[0]
      ?.marks;
    const slots = binMarks(marks ?? [], { from: Date.parse(at(0)), to: Date.parse(at(60)), slots: 4 });
    expect(slots.map(({ index, status, counts }) => [index, status, Object.fromEntries(counts)])).toEqual([
      [0, 'failed', { succeeded: 1, failed: 1 }],
      [3, 'succeeded', { succeeded: 1 }],
    ]);
  });

  it('sums up without dividing by nothing', () => {
    expect(sumUpDay([])).toEqual({ runs: 0, failed: 0, successRate: undefined, medianMs: undefined });
    expect(sumUpDay([run('a', 'succeeded', 1, 2_000), run('a', 'failed', 2), run('a', 'running', 3, null)])).toEqual({
      runs: 3,
      failed: 1,
      successRate: 0.5,
      medianMs: 2_000,
    });
  });

  it('knows what is usual for a job, and for its agent, from what succeeded', () => {
    const runs = [run('a', 'succeeded', 1, 1_000), run('a', 'succeeded', 2, 3_000), run('a', 'failed', 3, 90_000)];
    expect(usualDurations(runs)).toEqual(
      new Map([
        ['a', 2_000],
        ['agent', 2_000],
      ]),
    );
  });
});
