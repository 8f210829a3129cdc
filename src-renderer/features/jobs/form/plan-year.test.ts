import { describe, expect, it } from 'vitest';
import { densityOf, planYear } from './plan-year.ts';

const fromAt = Date.parse('2026-11-20T06:00Z');
const plan = (instants: readonly string[], more: { isCut?: boolean; excludedDates?: string[] } = {}) =>
  planYear({
    instants: instants.map((text) => Date.parse(text)),
    isCut: false,
    fromAt,
    zone: 'Europe/Chisinau',
    excludedDates: [],
    ...more,
  });

describe('the year ahead', () => {
  it('is a year from today on, without the days that are past or do not exist', () => {
    const { months } = plan([]);
    expect(months.map(({ key }) => key)).toEqual([
      '2026-11-01',
      '2026-12-01',
      ...Array.from({ length: 11 }, (_, index) => `2027-${String(index + 1).padStart(2, '0')}-01`),
    ]);
    expect(months.flatMap(({ days }) => days).filter((day) => day !== undefined)).toHaveLength(365);
    expect(
      months
        .at(-1)
        ?.days.filter((day) => day !== undefined)
        .at(-1)?.date,
    ).toBe('2027-11-19');
    const [november, december, , february] = months;
    expect(november?.days.slice(18, 21).map((day) => day?.date)).toEqual([undefined, '2026-11-20', '2026-11-21']);
    expect(november?.days[30]).toBeUndefined();
    expect(december?.days.at(-1)?.date).toBe('2026-12-31');
    expect(february?.days.filter((day) => day !== undefined)).toHaveLength(28);
  });

  it('counts firings on the days of the zone', () => {
    const { months, count } = plan(['2026-11-20T21:59:00Z', '2026-11-20T22:00:00Z', '2026-11-21T06:30:00Z']);
    const [november] = months;
    expect(november?.days.slice(19, 21).map((day) => day?.count)).toEqual([1, 2]);
    expect(count).toBe(3);
  });

  it('marks the days on which the clocks change, and those left out', () => {
    const { clockChanges, months } = plan([], { excludedDates: ['2026-12-25'] });
    expect(clockChanges).toEqual(['2027-03-28', '2027-10-31']);
    expect(months[1]?.days[24]?.isExcluded).toBe(true);
  });

  it('says nothing of days behind the last firing that was computed', () => {
    const { knownUntil, months } = plan(['2026-11-22T06:00Z'], { isCut: true });
    expect(knownUntil).toBe('2026-11-22');
    expect(months[0]?.days.slice(20, 23).map((day) => day?.isBeyond)).toEqual([false, false, true]);
    expect(plan(['2027-12-22T06:00Z'], { isCut: true }).knownUntil).toBeUndefined();
  });

  it.each([
    [0, 0],
    [1, 1],
    [4, 2],
    [24, 3],
    [96, 4],
  ])('draws %i firings in step %i', (count, step) => {
    expect(densityOf(count)).toBe(step);
  });
});
