import { describe, expect, it } from 'vitest';
import { rangeOf, readDay, turnPage, writeDay } from './calendar-range.ts';

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
