import { describe, expect, it } from 'vitest';
import type { Occurrence } from '#contract/jobs.ts';
import { planCalendar } from './plan-calendar.ts';

const job = { id: 'j', name: 'import' };

function at(hour: number, change: Partial<Occurrence> = {}): Occurrence {
  const scheduledFor = new Date(2026, 9, 22, hour).toISOString();
  const nothing = { reason: null, cause: null, runId: null };
  return {
    id: 'o',
    jobId: 'j',
    triggerId: 't',
    scheduledFor,
    fireAt: scheduledFor,
    outcome: 'ran',
    ...nothing,
    ...change,
  };
}

describe('the entries of a calendar', () => {
  it('shows single instants by how they went', () => {
    const occurrences = [at(8, { runId: 'bad' }), at(9, { runId: 'good' }), at(10, { outcome: 'missed' })];
    const entries = planCalendar([{ job, occurrences }], new Map([['bad', 'timed-out']]));
    expect(entries.map(({ status }) => status)).toEqual(['timed-out', 'succeeded', 'missed']);
  });

  it('folds many of a day into one, and lets no failure hide in it', () => {
    const occurrences = [8, 9, 10, 11].map((hour) => at(hour)).concat(at(12, { runId: 'bad' }));
    const entries = planCalendar([{ job, occurrences }], new Map([['bad', 'failed']]));
    expect(entries).toMatchObject([{ count: 5, failed: 1, status: 'failed' }]);
  });

  it('counts what a range row stands for', () => {
    expect(planCalendar([{ job, occurrences: [at(8, { outcome: 'missed', count: 2_000 })] }], new Map())).toMatchObject(
      [{ count: 2_000, status: 'missed' }],
    );
  });

  it('gives each job a colour of its own', () => {
    const jobs = [0, 1, 2, 3, 4, 5, 6].map((n) => ({ job: { id: `${n}`, name: `${n}` }, occurrences: [at(n)] }));
    expect(planCalendar(jobs, new Map()).map(({ colour }) => colour)).toEqual([1, 2, 3, 4, 5, 6, 1]);
  });
});
