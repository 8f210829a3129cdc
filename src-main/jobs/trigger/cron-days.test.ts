import { Cron } from 'croner';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dayMs } from '../../base/clock.ts';
import { cpuCostMs } from '../../base/test-cpu-cost.ts';
import { cronDays } from './cron-days.ts';
import { listSeries } from './series.ts';

const numbers = (min: number, max: number) =>
  fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 4 }).map((list) => list.join(','));
const monthDay = fc.oneof(
  fc.constantFrom('*', '*/2', '*/7', 'L', '1,L', 'LW', '15W', '1W,31W', '1-7', '29', '31'),
  numbers(1, 31),
);
const weekday = fc.oneof(
  fc.constantFrom('*', '+MON', '+FRI,SUN', 'MON-FRI', 'SAT', 'FRI#2', 'MON#5', 'SUN#L', '1#1,5#3', '+2#1', '7'),
  numbers(0, 6),
);
const fields = fc.tuple(
  monthDay,
  fc.oneof(fc.constantFrom('*', '2', '*/3', 'JAN-MAR'), numbers(1, 12)),
  weekday,
  fc.constantFrom('*', '*', '*', '2024', '2024-2030', '2016/4', '2023,2028,2096'),
);

it('the days of cron expressions are those croner finds one by one', () => {
  const first = Date.UTC(2015, 0) / dayMs;
  fc.assert(
    fc.property(fields, fc.integer({ min: 0, max: 8_000 }), (parts, offset) => {
      const expr = parts.join(' ').replace('2016/4', '2016-2060/4').replace('SUN#L', '0L');
      const croner = new Cron(`0 0 0 ${expr}`, { utcOffset: 0, mode: '7-part' });
      const days = cronDays(expr);
      const from = first + offset;
      const until = from + 20 * 366;
      const expected = croner
        .nextRuns(30, new Date(from * dayMs - 1_000))
        .map((date) => date.getTime() / dayMs)
        .filter((day) => day <= until);
      expect(listSeries(days, { after: from - 1, upTo: until, limit: 30 }), expr).toEqual(expected);
      const before = croner.previousRuns(1, new Date(from * dayMs))[0];
      expect(days.previous(from - 1), expr).toBe(before === undefined ? null : before.getTime() / dayMs);
      expect(days.count(from - 1, expected.at(-1) ?? from - 1), expr).toBe(expected.length);
    }),
    { numRuns: 300 },
  );
});

it('what never comes is told at once, also far from where it is asked', () => {
  for (const expr of ['30 2 * *', '29 2 +MON 2023', '31 4,6,9,11 * *', '* * MON 1999']) {
    const costMs = cpuCostMs(() => expect(cronDays(expr).next(Date.UTC(2026, 0) / dayMs), expr).toBeNull());
    expect(costMs, expr).toBeLessThan(100);
  }
});
