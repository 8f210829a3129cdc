import { describe, expect, it } from 'vitest';
import { findClockChange, listDays, rangeOf, readDay, turnPage, writeDay } from './calendar-range.ts';

const thursday = new Date(2026, 9, 22);
const shown = (view: 'month' | 'week' | 'day' | 'agenda') => {
  const { from, to } = rangeOf(view, thursday);
  return [writeDay(from), writeDay(to)];
};

describe('what a calendar shows', () => {
  it('begins its weeks on Monday', () => {
    expect(shown('week')).toEqual(['2026-10-19', '2026-10-26']);
    expect(shown('month')).toEqual(['2026-09-28', '2026-11-09']);
    expect(shown('day')).toEqual(['2026-10-22', '2026-10-23']);
    expect(shown('agenda')).toEqual(['2026-10-22', '2026-10-29']);
  });

  it('turns its pages over ends of months and years', () => {
    expect(writeDay(turnPage('month', new Date(2026, 11, 31), 1))).toBe('2027-01-01');
    expect(writeDay(turnPage('week', thursday, -1))).toBe('2026-10-15');
    expect(writeDay(turnPage('day', new Date(2026, 9, 31), 1))).toBe('2026-11-01');
  });

  it('reads a day from the address, and takes today for anything else', () => {
    expect(writeDay(readDay('2026-10-25', thursday))).toBe('2026-10-25');
    expect(writeDay(readDay('soon', thursday))).toBe('2026-10-22');
    expect(writeDay(readDay(undefined, new Date(2026, 9, 22, 23, 59)))).toBe('2026-10-22');
  });
});

describe('the days of a calendar', () => {
  it('are listed by the calendar, whatever their length', () => {
    const week = listDays({ from: new Date(2026, 9, 19), to: new Date(2026, 9, 26) });
    expect(week.map((day) => day.getDate())).toEqual([19, 20, 21, 22, 23, 24, 25]);
  });

  it('know the hour that comes twice or not at all, where the viewer’s clocks are changed', () => {
    const year = listDays({ from: new Date(2026, 0, 1), to: new Date(2027, 0, 1) });
    const changed = year.flatMap((day) => {
      const change = findClockChange(day);
      return change === undefined ? [] : [{ day, change }];
    });
    const isWithout = new Date(2026, 0, 1).getTimezoneOffset() === new Date(2026, 6, 1).getTimezoneOffset();
    expect(changed.map(({ change }) => change.hours).toSorted()).toEqual(isWithout ? [] : [23, 25]);
    for (const { day, change } of changed) {
      const halves = [...Array(change.hours * 2).keys()].map((n) => new Date(day.getTime() + n * 1_800_000).getHours());
      expect(halves.filter((hour) => hour === change.hour)).toHaveLength(change.hours > 24 ? 4 : 0);
    }
  });
});
