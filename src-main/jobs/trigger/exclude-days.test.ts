import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Exclusions, Weekday } from '#contract/triggers.ts';
import { dayMs } from '../../base/clock.ts';
import { cpuCostMs } from '../../base/test-cpu-cost.ts';
import { type Firings, firingsOf } from './firings.ts';
import { firstInstantOf, toLocal } from './local-time.ts';
import { longestMoveDays } from './move-days.ts';
import { listSeries } from './series.ts';
import type { TriggerTimes } from './trigger-times.ts';

const times = {
  timezone: 'Europe/Berlin',
  startAt: null,
  endAt: null,
  createdAt: Date.parse('2026-01-01T00:00Z'),
  seed: 1,
  jitterSeconds: 0,
};
const dateOf = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);
const dayOf = (date: string) => Date.parse(date) / dayMs;
const row = (first: string, step: number, length: number) =>
  Array.from({ length }, (_, index) => dateOf(dayOf(first) + index * step));

/** The definition read literally: each day by itself, the clock by Temporal. */
function naive(each: TriggerTimes, { dates, weekdays }: Exclusions) {
  const { zone, fires: nominal } = firingsOf({ ...each, exclusions: null });
  // on the clock of UTC every local time is an instant
  const { fires: localTimes } = firingsOf({ ...each, timezone: 'UTC', exclusions: null });
  const dateAt = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone.name).toPlainDate();
  const isExcluded = (date: Temporal.PlainDate) =>
    dates.includes(date.toString()) ||
    weekdays.some((weekday) => Weekday.options.indexOf(weekday) === date.dayOfWeek - 1);
  return {
    list(after: number, upTo: number) {
      const moments = listSeries(nominal, { after, upTo, limit: 3_000 });
      const { kept = [], left = [] } = Object.groupBy(moments, (at) => (isExcluded(dateAt(at)) ? 'left' : 'kept'));
      return { kept, left };
    },
    moveOf(at: number) {
      let date = dateAt(at).add({ days: 1 });
      while (isExcluded(date)) date = date.add({ days: 1 });
      const days = dateAt(at).until(date, { largestUnit: 'days' }).days;
      if (days > longestMoveDays) return null;
      // the first time the clock comes to, or jumps over
      const meant = localTimes.next(toLocal(zone, at - 1)) ?? 0;
      return firstInstantOf(zone, dayOf(date.toString()) * dayMs + (meant - Math.floor(meant / dayMs) * dayMs));
    },
  };
}

const moment = fc.integer({ min: Date.parse('2009-01-01T00:00Z'), max: Date.parse('2035-01-01T00:00Z') });
const anyExpr = fc
  .tuple(
    fc.constantFrom('0 0', '30 2', '59 23', '15 0,23', '0 */12'), // no more than may move to one day
    fc.constantFrom('*', '*/2', '13', 'L', '15W', '1-7', '29', '25'),
    fc.constantFrom('*', '*', '2', '3,12'),
    fc.constantFrom('*', 'SAT', '+SAT', 'MON-FRI', 'FRI#2', '1L', 'SUN,WED'),
  )
  .map((fields) => fields.join(' '));
const anyTimes: fc.Arbitrary<TriggerTimes> = fc.record({
  kind: fc.constant('cron' as const),
  expr: anyExpr,
  // clocks of Nuuk skip the end of a Saturday, Apia once a whole day
  timezone: fc.constantFrom('Europe/Berlin', 'America/Nuuk', 'Pacific/Apia', 'America/Sao_Paulo', 'UTC'),
  startAt: fc.constant(null),
  endAt: fc.constant(null),
  createdAt: moment,
  seed: fc.constant(1),
  jitterSeconds: fc.constant(0),
  exclusions: fc.record({
    dates: fc
      .array(fc.tuple(moment, fc.constantFrom(1, 2, 7), fc.integer({ min: 1, max: 200 })), { maxLength: 4 })
      .map((rows) => [
        ...new Set(rows.flatMap(([at, step, length]) => row(dateOf(Math.floor(at / dayMs)), step, length))),
      ]),
    weekdays: fc.subarray([...Weekday.options], { maxLength: 6 }),
    policy: fc.constantFrom('skip' as const, 'next-working-day' as const),
  }),
});

it('days are excluded, and what falls on them moves, as going from day to day has it', () => {
  fc.assert(
    fc.property(anyTimes, moment, (each, at) => {
      const firings = firingsOf(each);
      const { excluded, moveOf } = firings;
      const { fires } = firingsOf({ ...each, exclusions: each.exclusions && { ...each.exclusions, policy: 'skip' } });
      if (each.exclusions === null) return;
      const expected = naive(each, each.exclusions);
      const bounds = { after: at, upTo: at + 500 * dayMs };
      const { kept, left } = expected.list(bounds.after, bounds.upTo);
      for (const [series, moments] of [
        [fires, kept],
        [excluded, left],
      ] as const) {
        expect(listSeries(series, { ...bounds, limit: 3_000 })).toEqual(moments);
        expect(series.count(bounds.after, bounds.upTo)).toBe(moments.length);
        expect(moments.map((one) => series.previous(one))).toEqual(moments);
        expect(moments.slice(1).map((one) => series.previous(one - 1))).toEqual(moments.slice(0, -1));
      }
      const isMoving = each.exclusions.policy === 'next-working-day';
      expect(left.map(moveOf)).toEqual(left.map((one) => (isMoving ? expected.moveOf(one) : null)));
    }),
    { numRuns: 150 },
  );
});

it('what stands in for a local time in a gap moves as that local time, and joins what is due then anyway', () => {
  const instants = (timezone: string, from: string, exclusions: Partial<Exclusions>) => {
    const all = { dates: [], weekdays: [], policy: 'next-working-day' as const, ...exclusions };
    const { fires } = firingsOf({ ...times, timezone, kind: 'cron', expr: '30 2 * * *', exclusions: all });
    return listSeries(fires, { after: Date.parse(from), upTo: Date.parse(from) + 3 * dayMs, limit: 9 }).map((at) =>
      new Date(at).toISOString().slice(0, 16),
    );
  };
  // 02:30 of Sunday does not exist, and is due at 02:30 on Monday
  expect(instants('Europe/Berlin', '2026-03-28T12:00Z', { weekdays: ['SUN'] })).toEqual([
    '2026-03-30T00:30',
    '2026-03-31T00:30',
  ]);
  // there is no Friday the 30th, and its 02:30 would be due at the beginning of Saturday
  expect(instants('Pacific/Apia', '2011-12-29T20:00Z', { dates: ['2011-12-31'] })).toEqual([
    '2011-12-31T12:30',
    '2012-01-01T12:30',
  ]);
});

it('a series of which nothing is left is told from one of which something is, however late', () => {
  fc.assert(
    fc.property(anyTimes, moment, (each, at) => {
      const firings = firingsOf(each);
      if (each.exclusions === null || firings.fires.next(at) !== null) return;
      // by days, for sixty years after the last date
      const until = Math.max(at, ...each.exclusions.dates.map((date) => Date.parse(date))) + 60 * 366 * dayMs;
      const expected = naive(each, each.exclusions);
      for (let from = at; from < until; from += 3_000 * dayMs)
        expect(expected.list(from, Math.min(until, from + 3_000 * dayMs)).kept).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it('a date far away does not make a week of work look like a life of it', () => {
  const exclusions = { dates: ['9999-12-31'], weekdays: ['SAT' as const], policy: 'skip' as const };
  const { fires } = firingsOf({ ...times, kind: 'cron', expr: '0 8 * * SAT', exclusions });
  expect(fires.next(times.createdAt)).toBeNull();
});

it('clocks put back over midnight let no firing come twice', () => {
  const exclusions = { dates: [], weekdays: ['SAT' as const], policy: 'skip' as const };
  const { fires } = firingsOf({ ...times, timezone: 'America/St_Johns', kind: 'cron', expr: '* * * * *', exclusions });
  // 00:00 on Sunday, then the end of Saturday again, then 00:00 once more
  const bounds = { after: Date.parse('2008-11-02T02:00Z'), upTo: Date.parse('2008-11-02T03:31Z'), limit: 5 };
  expect(listSeries(fires, bounds).map((at) => new Date(at).toISOString().slice(11, 16))).toEqual([
    ...['02:30', '03:30', '03:31'],
  ]);
});

it('as many firings are listed as were asked for, also where many move to one moment', () => {
  const exclusions = {
    dates: row('2026-02-01', 1, 300),
    weekdays: ['SAT' as const],
    policy: 'next-working-day' as const,
  };
  const firings = firingsOf({ ...times, kind: 'cron', expr: '0 8 * * SAT', exclusions });
  const dates = listSeries(firings.fires, { after: times.createdAt, upTo: Number.POSITIVE_INFINITY, limit: 8 }).map(
    (at) => new Date(at).toISOString().slice(0, 10),
  );
  expect(dates).toEqual([
    ...['2026-01-04', '2026-01-11', '2026-01-18', '2026-01-25', '2026-11-29', '2026-12-06', '2026-12-13', '2026-12-20'],
  ]);
});

const mostMs = 50; // below 5 on a quiet machine

describe('any question costs little', () => {
  const saturdays = row('2026-01-03', 7, 5_000);
  const days = row('2026-01-03', 1, 5_000);
  const fridays = row('2026-01-02', 7, 5_000);
  const all = [...Weekday.options];
  it.each<[TriggerTimes['kind'], string, string[], Weekday[]]>([
    ['cron', '0 8 * * SAT', [], ['SAT']],
    ['cron', '0 8 * * SAT', [], all.slice(1)],
    ['cron', '0 8 * * SAT', saturdays, []],
    ['cron', '0 8 * * SAT', saturdays, ['SUN']],
    ['cron', '0 8 * * SAT', fridays, []],
    ['cron', '0 8 * * SAT', days, ['SAT']],
    ['cron', '0 8 * * *', days, all.slice(0, 6)],
    ['cron', '* * * * * *', days, all.slice(0, 6)],
    ['cron', '0 8 15W * *', [], all.slice(0, 5)],
    ['cron', '0 8 29 2 +SAT', [], ['SAT']],
    ['interval', 'P7D', saturdays, ['THU']],
    ['interval', 'PT1S', days, all.slice(0, 6)],
    ['rrule', 'FREQ=WEEKLY;BYDAY=SA', saturdays, []],
    ['rrule', 'FREQ=WEEKLY;BYDAY=SA', [], ['SAT']],
    ['rrule', 'FREQ=HOURLY;INTERVAL=168', days, ['THU']],
    ['rrule', 'FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1', saturdays, ['SAT', 'SUN']],
    ['rrule', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SA', [], ['SAT']],
  ])('%s %s', (kind, expr, dates, weekdays) => {
    const from = times.createdAt;
    const definition = { ...times, kind, expr, exclusions: { dates, weekdays, policy: 'next-working-day' as const } };
    const year = 366 * dayMs;
    const questions: Record<string, (firings: Firings) => unknown> = {
      read: () => firingsOf(definition),
      next: ({ fires }) => fires.next(from),
      previous: ({ fires }) => fires.previous(from + 200 * year),
      count: ({ fires }) => fires.count(from, from + year),
      nextExcluded: ({ excluded }) => excluded.next(from),
      previousExcluded: ({ excluded }) => excluded.previous(from),
      list: ({ fires }) => listSeries(fires, { after: from + 5 * year, upTo: Number.POSITIVE_INFINITY, limit: 10 }),
    };
    for (const [name, ask] of Object.entries(questions)) {
      // the best of some: the first ones are compiled
      const costs = Array.from({ length: 5 }, () => {
        const firings = firingsOf(definition);
        return cpuCostMs(() => ask(firings));
      });
      expect(Math.min(...costs), name).toBeLessThan(mostMs);
    }
  });
});
