import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dayMs } from '../../base/clock.ts';
import { meantLocal } from './dst-rule.ts';
import { firingsOf, sinceCreation } from './firings.ts';
import { dayAt, firstInstantOf, toLocal } from './local-time.ts';
import { listSeries } from './series.ts';
import { triggerKinds } from './trigger-kinds.ts';
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
      const { zone, fires, excluded, originOf } = firingsOf(times);
      const found = listSeries(fires, { after: from, upTo: Number.MAX_SAFE_INTEGER, limit: 20 });
      let last = from;
      for (const at of found) {
        expect(at).toBeGreaterThan(last);
        last = at;
        const { nominalAt, isMoved } = originOf(at);
        expect(at - nominalAt).toBeGreaterThanOrEqual(0);
        if (!isMoved) expect(at - nominalAt).toBeLessThanOrEqual(times.jitterSeconds * 1_000);
        expect(nominalAt).toBeGreaterThanOrEqual(times.startAt ?? nominalAt);
        expect(at).toBeLessThanOrEqual(times.endAt ?? at);
        expect(isExcluded(times, toLocal(zone, nominalAt))).toBe(isMoved);
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

/** Each instant of an excluded day by itself, to the local time it is for on the next day that is not. */
function moveEach(times: TriggerTimes, { after, upTo }: { after: number; upTo: number }) {
  const { zone, fires: nominal } = firingsOf({ ...times, jitterSeconds: 0, exclusions: null });
  const { localTimes } = triggerKinds[times.kind].compile(times);
  const byMoment = new Map<number, { own: number[]; moved: number[] }>();
  const left: number[] = [];
  for (const at of listSeries(nominal, { after, upTo, limit: 100_000 })) {
    let day = dayAt(zone, at);
    const isMoved = isExcluded(times, day * dayMs);
    while (isExcluded(times, day * dayMs)) day += 1;
    const meant = meantLocal(zone, localTimes, at); // before its reading where it stands in for a time in a gap
    const target = isMoved ? firstInstantOf(zone, meant + (day - Math.floor(meant / dayMs)) * dayMs) : at;
    if (isMoved && (times.exclusions?.policy === 'skip' || target > (times.endAt ?? target))) left.push(at);
    else {
      const there = byMoment.get(target) ?? { own: [], moved: [] };
      there[isMoved ? 'moved' : 'own'].push(at);
      byMoment.set(target, there);
    }
  }
  return { byMoment, left };
}

/** 02:30 does not exist on the excluded Sunday 2026-03-29. */
const onGapSunday: TriggerTimes = {
  kind: 'rrule',
  expr: 'FREQ=DAILY;BYHOUR=2,14;BYMINUTE=30',
  timezone: 'Europe/Berlin',
  startAt: null,
  endAt: null,
  createdAt: Date.parse('2026-01-01T00:00Z'),
  seed: 1,
  jitterSeconds: 0,
  exclusions: { dates: [], weekdays: ['SUN'], policy: 'next-working-day' },
};

it('fires once for all that comes to one moment, and tells of each instant what became of it', () => {
  fc.assert(
    fc.property(anyTrigger, moment, (times, from) => {
      const upTo = from + 40 * dayMs;
      const { byMoment, left } = moveEach(times, { after: from - 30 * dayMs, upTo });
      const firings = firingsOf({ ...times, jitterSeconds: 0 });
      const { fires } = firings;
      const expected = [...byMoment.keys()].filter((at) => at > from && at <= upTo).toSorted((a, b) => a - b);
      expect(listSeries(fires, { after: from, upTo, limit: 100_000 })).toEqual(expected);
      expect(fires.count(from, upTo)).toBe(expected.length);
      expect(expected.map((at) => fires.previous(at))).toEqual(expected);
      expect(expected.slice(1).map((at) => fires.previous(at - 1))).toEqual(expected.slice(0, -1));
      const jittered = firingsOf(times);
      for (const [at, { own, moved }] of byMoment) {
        if (at <= from || at > upTo) continue;
        const nominalAt = own[0] ?? moved.at(-1);
        const fireAt = jittered.fires.next(at - 1);
        expect(jittered.originOf(fireAt ?? 0)).toEqual({
          nominalAt,
          isMoved: own.length === 0,
          others: own.length === 0 ? moved.slice(0, -1) : moved,
        });
        expect(moved.map(jittered.moveOf)).toEqual(moved.map(() => fireAt));
      }
      expect(left.map(jittered.moveOf)).toEqual(left.map(() => null));
    }),
    { numRuns: 150, examples: [[onGapSunday, Date.parse('2026-03-20T00:00Z')]] },
  );
});

it('made at any moment, it fires for what is due after it', () => {
  fc.assert(
    fc.property(anyTrigger, moment, (times, createdAt) => {
      if (times.kind !== 'cron') return;
      const made = { ...times, createdAt };
      const all = firingsOf(made);
      const bounds = { after: createdAt, upTo: createdAt + 10 * dayMs, limit: 2_000 };
      const found = listSeries(all.fires, bounds);
      const expected = found.filter((at) => all.originOf(at).nominalAt > createdAt);
      const { fires } = sinceCreation(all, made);
      expect(listSeries(fires, bounds)).toEqual(expected);
      expect(fires.count(bounds.after, bounds.upTo)).toBe(expected.length);
      const last = expected.at(-1);
      if (last !== undefined) expect(fires.previous(last)).toBe(last);
      // what came before it was made is still there to be made up for
      expect(fires.next(createdAt - 30 * dayMs)).toBe(all.fires.next(createdAt - 30 * dayMs));
    }),
    { numRuns: 200 },
  );
});

it('of a trigger that fires very often only the last days before a working day move to it', () => {
  const times: TriggerTimes = {
    kind: 'cron',
    expr: '*/2 8-22 * * SAT,SUN',
    timezone: 'UTC',
    startAt: null,
    endAt: null,
    createdAt: 0,
    seed: 1,
    jitterSeconds: 0,
    exclusions: { dates: ['2026-01-19'], weekdays: ['SAT', 'SUN'], policy: 'next-working-day' },
  };
  const { fires, moveOf } = firingsOf(times);
  const list = (from: string) =>
    listSeries(fires, { after: Date.parse(from), upTo: Date.parse(from) + 3 * dayMs, limit: 9_000 });
  expect(moveOf(Date.parse('2026-01-10T08:00Z'))).toBe(Date.parse('2026-01-12T08:00Z'));
  expect(list('2026-01-11T00:00Z')).toHaveLength(450);
  const often = firingsOf({ ...times, expr: '* * * * SAT,SUN' });
  expect(often.moveOf(Date.parse('2026-01-11T08:00Z'))).toBeNull();
  expect(often.fires.next(Date.parse('2026-01-11T00:00Z'))).toBeNull();
});
