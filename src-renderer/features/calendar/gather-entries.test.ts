import { describe, expect, it } from 'vitest';
import { chooseShown, crowdHours, splitOften, spreadHours, sumUpDays, toCrowd } from './gather-entries.ts';
import { type CalendarEntry, isCrowd } from './plan-calendar.ts';

const moment = (hour: number, minute = 0) => new Date(2026, 9, 22, hour, minute).getTime();
function at(hour: number, change: Partial<CalendarEntry> = {}): CalendarEntry {
  const start = change.at ?? moment(hour);
  return {
    key: `${change.job?.id ?? 'j'} ${start} ${change.status ?? ''}`,
    job: { id: 'j', name: 'import' },
    colour: 1,
    status: 'succeeded',
    reason: null,
    at: start,
    until: start,
    count: 1,
    failed: 0,
    left: 0,
    runId: null,
    movable: null,
    ...change,
  };
}
const other = { id: 'k', name: 'report' };

describe('jobs that fire often', () => {
  it('are apart from the rare ones on all days once they are too many on one', () => {
    const tomorrow = at(0, { at: new Date(2026, 9, 23, 9).getTime() });
    const rare = at(9, { job: other });
    const entries = [at(8), at(9), at(10), rare, tomorrow];
    expect(splitOften(entries, 2)).toEqual({ often: [at(8), at(9), at(10), tomorrow], rare: [rare], jobs: 1 });
    expect(splitOften(entries, 3)).toMatchObject({ often: [], rare: { length: 5 }, jobs: 0 });
  });

  it('have one line for what was and one for what is to come, and no failure hides in them', () => {
    const now = moment(10, 30);
    const entries = [
      at(8),
      at(9, { status: 'failed', failed: 1 }),
      at(10, { status: 'skipped', left: 1 }),
      at(11, { status: 'upcoming', at: moment(11), until: moment(23), count: 13 }),
      at(12, { status: 'upcoming', job: other }),
    ];
    expect(sumUpDays(entries, 2, now)).toMatchObject([
      { at: moment(8), until: moment(10), count: 3, failed: 1, left: 1, status: 'failed' },
      { at: moment(11), until: moment(23), count: 13, failed: 0, status: 'upcoming' },
      { job: other, count: 1 },
    ]);
    expect(sumUpDays(entries, 3, now)).toHaveLength(5);
  });

  it('can be spread over their hours', () => {
    const entry = at(8, { at: moment(8, 30), until: moment(10), count: 7 });
    expect(spreadHours(entry).map(({ at: start, count }) => [start, count])).toEqual([
      [moment(8, 30), 2],
      [moment(9), 4],
      [moment(10), 1],
    ]);
    expect(spreadHours(at(8))).toEqual([at(8)]);
  });
});

describe('entries for which there is no room', () => {
  const marksOf = (entries: readonly CalendarEntry[], mostAbreast: number) =>
    crowdHours(entries, mostAbreast).map((mark) => (isCrowd(mark) ? mark.members.length : 1));

  it('are one mark of their hour', () => {
    const full = Array.from({ length: 8 }, (_, n) => at(9, { at: moment(9, n * 5) }));
    expect(marksOf([...full, at(11)], 6)).toEqual([8, 1]);
    expect(marksOf(full, 8)).toEqual(Array(8).fill(1));
  });

  it('count those that reach over from the hour before', () => {
    const late = [at(8, { at: moment(8, 40) }), at(8, { at: moment(8, 50) })];
    const early = [at(9), at(9, { at: moment(9, 10) })];
    expect(marksOf([...late, ...early], 2)).toEqual([1, 1, 2]);
    expect(marksOf([...late, at(9)], 2)).toEqual([2, 1]);
    expect(marksOf([at(8), at(9), at(10)], 1)).toEqual([1, 1, 1]);
  });

  it('are shown with those that failed among them', () => {
    const entries = [at(8), at(9), at(10), at(11, { status: 'failed', failed: 1 })];
    expect(chooseShown(entries, 2).map(({ at: start }) => start)).toEqual([moment(8), moment(11)]);
    expect(chooseShown(entries, 9)).toEqual(entries);
  });

  it('tell how many of them were left out, and are to come only where all are', () => {
    const hour = { at: moment(9), until: moment(10) };
    const skipped = at(9, { status: 'skipped', left: 1 });
    const coming = at(9, { status: 'upcoming' });
    const crowdOf = (...members: CalendarEntry[]) => toCrowd('k', hour, members);
    expect(crowdOf(at(9), skipped, at(9))).toMatchObject({ status: 'succeeded', count: 3, left: 1 });
    expect(crowdOf(at(9), skipped, skipped)).toMatchObject({ status: 'skipped', count: 3, left: 2 });
    expect([crowdOf(at(9), coming).status, crowdOf(coming, coming).status]).toEqual(['succeeded', 'upcoming']);
  });
});
