import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firingsOf } from './firings.ts';
import { listFirings } from './list-firings.ts';
import { dayMs, toLocal } from './local-time.ts';
import { listSeries } from './series.ts';
import type { TriggerTimes } from './trigger-times.ts';

const moment = fc.integer({ min: Date.parse('2016-01-01T00:00Z'), max: Date.parse('2030-01-01T00:00Z') });
const date = fc
  .integer({ min: Date.parse('2016-01-01T00:00Z') / dayMs, max: Date.parse('2030-01-01T00:00Z') / dayMs })
  .map((day) => new Date(day * dayMs).toISOString().slice(0, 10));

const anyTrigger: fc.Arbitrary<TriggerTimes> = fc
  .record({
    shape: fc.constantFrom<[TriggerTimes['kind'], string][]>(
      ['cron', '*/20 * * * *'],
      ['cron', '30 2 * * *'],
      ['cron', '0 9 * * MON-FRI'],
      ['cron', '15,45 0 1,15 * *'],
      ['interval', 'PT7M'],
      ['interval', 'P1D'],
      ['interval', 'P3D'],
      ['once', '2026-03-29T02:30'],
      ['rrule', 'FREQ=DAILY;BYHOUR=2,14;BYMINUTE=30'],
      ['rrule', 'FREQ=WEEKLY;BYDAY=SA,SU'],
      ['rrule', 'FREQ=HOURLY;INTERVAL=5;COUNT=500'],
      ['rrule', 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1'],
    ),
    timezone: fc.constantFrom('Europe/Berlin', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'UTC'),
    startAt: fc.option(moment),
    duration: fc.option(fc.integer({ min: 0, max: 400 * dayMs })),
    createdAt: moment,
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    jitterSeconds: fc.constantFrom(0, 5, 600, 86_400),
    exclusions: fc.option(
      fc.record({
        dates: fc.uniqueArray(date, { maxLength: 5 }),
        weekdays: fc.subarray(['MON', 'FRI', 'SAT', 'SUN'] as const),
        policy: fc.constantFrom('skip' as const, 'next-working-day' as const),
      }),
    ),
  })
  .map(({ shape: [kind, expr], duration, ...rest }) => ({
    ...rest,
    kind,
    expr,
    endAt: duration === null ? null : (rest.startAt ?? rest.createdAt) + duration,
  }));

const isExcluded = (times: TriggerTimes, local: number) =>
  times.exclusions !== null &&
  (times.exclusions.dates.includes(new Date(local).toISOString().slice(0, 10)) ||
    times.exclusions.weekdays.some(
      (weekday) => weekday === ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'][new Date(local).getUTCDay()],
    ));

it('firings are strictly increasing, within bounds, off excluded days and within the jitter', () => {
  fc.assert(
    fc.property(anyTrigger, moment, (times, from) => {
      const { zone, fires, excluded, nominalOf } = firingsOf(times);
      const found = listSeries(fires, { after: from, upTo: Number.MAX_SAFE_INTEGER, limit: 20 });
      let last = from;
      for (const at of found) {
        expect(at).toBeGreaterThan(last);
        last = at;
        const nominalAt = nominalOf(at);
        expect(at - nominalAt).toBeGreaterThanOrEqual(0);
        expect(at - nominalAt).toBeLessThanOrEqual(times.jitterSeconds * 1_000);
        expect(nominalAt).toBeGreaterThanOrEqual(times.startAt ?? nominalAt);
        expect(at).toBeLessThanOrEqual(times.endAt ?? at);
        expect(isExcluded(times, toLocal(zone, nominalAt))).toBe(false);
      }
      for (const at of listSeries(excluded, { after: from, upTo: from + 30 * dayMs, limit: 20 }))
        expect(isExcluded(times, toLocal(zone, at))).toBe(true);
    }),
    { numRuns: 100 },
  );
});

it('firings are the same wherever one starts to ask, forwards, backwards, counted, saved and loaded', () => {
  fc.assert(
    fc.property(anyTrigger, moment, fc.double({ min: 0, max: 1, noNaN: true }), (times, from, part) => {
      const { fires } = firingsOf(times);
      const found = listSeries(fires, { after: from, upTo: Number.MAX_SAFE_INTEGER, limit: 8 });
      const loaded: TriggerTimes = JSON.parse(JSON.stringify(times));
      const again = listSeries(firingsOf(loaded).fires, { after: from, upTo: Number.MAX_SAFE_INTEGER, limit: 8 });
      expect(again).toEqual(found);
      const last = found.at(-1);
      if (last === undefined) return;
      const start = from + Math.floor((last - from) * part);
      const expected = found.filter((at) => at > start);
      expect(listSeries(fires, { after: start, upTo: last, limit: 8 })).toEqual(expected);
      expect(fires.count(start, last)).toBe(expected.length);
      expect(fires.count(from, start)).toBe(found.length - expected.length);
      expect(found.map((at) => fires.previous(at))).toEqual(found);
      expect(found.slice(1).map((at) => fires.previous(at - 1))).toEqual(found.slice(0, -1));
    }),
    { numRuns: 100 },
  );
});

it('a list of firings holds what moves off excluded days, as moving each by itself gives it', () => {
  fc.assert(
    fc.property(anyTrigger, moment, fc.integer({ min: 1, max: 20 }), (times, from, limit) => {
      const firings = firingsOf(times);
      const upTo = from + 20 * dayMs;
      const own = listSeries(firings.fires, { after: from, upTo, limit: 5_000 });
      const moved = listSeries(firings.excluded, { after: from - 40 * dayMs, upTo, limit: 10_000 }).flatMap((at) => {
        const target = firings.moveOf(at);
        return target === null || target <= from || target > upTo ? [] : [target];
      });
      const expected = [...new Set([...own, ...moved])].toSorted((a, b) => a - b).slice(0, limit);
      expect(listFirings(firings, { after: from, upTo, limit }).map(({ at }) => at)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});
