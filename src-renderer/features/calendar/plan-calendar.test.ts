import { describe, expect, it } from 'vitest';
import type { CalendarItem } from '#contract/scheduler.ts';
import type { Trigger } from '#contract/triggers.ts';
import { planCalendar } from './plan-calendar.ts';

const range = { from: new Date(2026, 9, 22), to: new Date(2026, 9, 24) };
const once = { id: 'once', kind: 'once' } as Trigger; // what else a trigger has does not matter here
const jobs = [
  { id: 'j', name: 'import', triggers: [once] },
  { id: 'k', name: 'report', triggers: [] },
];
const moment = (hour: number, minute = 0) => new Date(2026, 9, 22, hour, minute).toISOString();
function at(hour: number, change: Partial<CalendarItem> = {}): CalendarItem {
  return {
    jobId: 'j',
    triggerId: 't',
    at: moment(hour),
    outcome: 'ran',
    reason: null,
    runId: null,
    runStatus: null,
    ...change,
  };
}
const plan = (items: CalendarItem[]) => planCalendar(items, jobs, range);

describe('the entries of a calendar', () => {
  it('are as their runs are, or as the ledger says where there is none', () => {
    const items = [
      at(8, { runId: 'a', runStatus: 'timed-out' }),
      at(9, { runId: 'b', runStatus: 'succeeded' }),
      at(10, { runId: 'gone' }),
      at(11, { outcome: 'missed' }),
      at(12, { outcome: 'pending', runId: 'c', runStatus: 'running' }),
      at(13, { outcome: 'upcoming', reason: 'paused' }),
      at(14, { outcome: 'upcoming' }),
    ];
    expect(plan(items).map(({ status }) => status)).toEqual([
      'timed-out',
      'succeeded',
      'ran',
      'missed',
      'running',
      'paused',
      'upcoming',
    ]);
  });

  it('lie in the range and are of jobs that are known', () => {
    const items = [at(9), at(10, { jobId: 'k' }), at(11, { jobId: 'strange' }), at(30 * 24)];
    expect(plan(items).map(({ job }) => job.name)).toEqual(['import', 'report']);
  });

  it('keep the colour of their job when other jobs come before it', () => {
    const more = [{ id: 'a', name: 'another', triggers: [] }, ...jobs];
    const colours = (known: typeof jobs) => planCalendar([at(9)], known, range).map(({ colour }) => colour);
    expect(colours(more)).toEqual(colours(jobs));
  });

  it('count what failed and what was left out; what is to come is neither', () => {
    const items = [
      at(8, { runStatus: 'failed', runId: 'a' }),
      at(9, { outcome: 'skipped', reason: 'queue-full' }),
      at(10, { outcome: 'missed', until: moment(11), count: 5 }),
      at(12, { outcome: 'upcoming', reason: 'paused' }),
    ];
    expect(plan(items).map(({ failed, left }) => [failed, left])).toEqual([
      [1, 0],
      [0, 1],
      [0, 5],
      [0, 0],
    ]);
  });

  it('can be moved where they are to come and of a trigger that fires once', () => {
    const items = [
      at(9, { triggerId: 'once' }),
      at(10, { triggerId: 'once', outcome: 'upcoming' }),
      at(11, { outcome: 'upcoming' }),
    ];
    expect(plan(items).map(({ movable }) => movable)).toEqual([null, 'once', null]);
  });

  it('that stand for many over some days have their share in each day that is shown', () => {
    const long = at(-24, { outcome: 'missed', until: new Date(2026, 9, 24, 23).toISOString(), count: 9_500 });
    const parts = plan([long]);
    expect(parts.map(({ at: begin, count }) => [new Date(begin).getDate(), count])).toEqual([
      [22, 2_400],
      [23, 2_400],
    ]);
  });
});
