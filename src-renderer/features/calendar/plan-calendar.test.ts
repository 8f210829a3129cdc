import { describe, expect, it } from 'vitest';
import type { CalendarItem } from '#contract/scheduler.ts';
import type { Trigger } from '#contract/triggers.ts';
import { binHours, crowdHours, foldDays, isCrowd, planCalendar } from './plan-calendar.ts';

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

describe('too many entries', () => {
  it('of a job and day are one, and no failure hides in it', () => {
    const items = [8, 9, 10, 11].map((hour) => at(hour, { runStatus: 'succeeded', runId: `${hour}` }));
    const { single, folded } = foldDays(plan([...items, at(12, { runStatus: 'failed', runId: 'bad' })]), 4);
    expect(single).toEqual([]);
    expect(folded).toMatchObject([{ count: 5, failed: 1, status: 'failed', runId: null }]);
    expect(foldDays(plan(items), 4)).toMatchObject({ single: { length: 4 }, folded: [] });
  });

  it('which the core has folded stay so, with what it told apart put together', () => {
    const until = moment(23);
    const items = [
      at(0, { count: 40, until, runStatus: 'succeeded' }),
      at(1, { outcome: 'upcoming', count: 8, until }),
    ];
    expect(foldDays(plan(items), 100).folded).toMatchObject([{ count: 48, status: 'upcoming' }]);
  });

  it('in one hour are one mark that holds them all', () => {
    const items = [...Array.from({ length: 8 }, (_, n) => at(9, { at: moment(9, n * 5) })), at(11)];
    const [crowd, alone] = crowdHours(plan(items), 6);
    expect(crowd !== undefined && isCrowd(crowd) && crowd.members.length).toBe(8);
    expect(alone !== undefined && isCrowd(alone)).toBe(false);
    expect(crowdHours(plan(items), 8)).toHaveLength(9);
  });

  it('are spread over the hours from their first to their last', () => {
    const bins = binHours(
      plan([at(0, { count: 48, until: moment(23, 30), runStatus: 'succeeded' }), at(5, { runStatus: 'failed' })]),
    );
    expect(bins.map(({ ran }) => ran)).toEqual(Array(24).fill(2));
    expect(bins[5]).toEqual({ ran: 2, failed: 1, left: 0, ahead: 0 });
  });
});
