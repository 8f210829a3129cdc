import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firingsOf } from './firings.ts';
import { listSeries } from './series.ts';
import type { TriggerTimes } from './trigger-times.ts';

/**
 * A second opinion on 24 hours of 500 jobs: it walks the wall clock minute by minute and asks of each reading whether
 * the trigger means it, as domain.md says it. Nothing of it is shared with the calculation it checks: the clock is
 * Intl's, the expressions are read anew from the parts they were made of.
 */

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Local days around a change of the clocks, and plain ones. */
const days: readonly (readonly [zone: string, from: string])[] = [
  ['Europe/Berlin', '2026-03-28T23:00Z'],
  ['Europe/Berlin', '2026-10-24T22:00Z'],
  ['Europe/Berlin', '2026-06-10T22:00Z'],
  ['Europe/Chisinau', '2026-03-28T22:00Z'],
  ['Europe/Chisinau', '2026-10-24T21:00Z'],
  ['America/New_York', '2026-03-08T05:00Z'],
  ['America/New_York', '2026-11-01T04:00Z'],
  ['America/Sao_Paulo', '2018-11-04T03:00Z'],
  ['America/Sao_Paulo', '2018-02-17T02:00Z'],
  ['Africa/Cairo', '2026-04-23T22:00Z'],
  ['Africa/Cairo', '2026-10-28T21:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T13:30Z'],
  ['Australia/Lord_Howe', '2026-04-04T13:00Z'],
  ['Pacific/Apia', '2011-12-29T10:00Z'],
  ['UTC', '2026-03-29T00:00Z'],
];

/** What a job's trigger says: its text for the product, its meaning for the walk. */
interface Job {
  readonly kind: TriggerTimes['kind'];
  readonly expr: string;
  /** `named`: local times somebody named; `every`: every hour; `elapsed`: no wall clock at all. */
  readonly rule: 'named' | 'every' | 'elapsed';
  /** Of `named` and `every`: whether a reading of the clock ("as if UTC") is meant. Of `elapsed`: an instant. */
  readonly means: (reading: number) => boolean;
}

const numbers = (highest: number) =>
  fc.uniqueArray(fc.integer({ min: 0, max: highest }), { minLength: 1, maxLength: 4 });
const field = (highest: number) =>
  fc.oneof(
    fc.constant({ text: '*', has: () => true }),
    fc
      .integer({ min: 2, max: highest })
      .map((step) => ({ text: `*/${step}`, has: (value: number) => value % step === 0 })),
    numbers(highest).map((list) => ({ text: list.join(','), has: (value: number) => list.includes(value) })),
    fc
      .tuple(fc.integer({ min: 0, max: highest }), fc.integer({ min: 0, max: highest }))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
      .map(([low, high]) => ({ text: `${low}-${high}`, has: (value: number) => value >= low && value <= high })),
  );

const cronDays = fc.constantFrom(
  { text: '* * *', has: () => true },
  { text: '* * SUN', has: (date: Date) => date.getUTCDay() === 0 },
  { text: '* * MON-FRI', has: (date: Date) => date.getUTCDay() >= 1 && date.getUTCDay() <= 5 },
  { text: '29,30 * *', has: (date: Date) => [29, 30].includes(date.getUTCDate()) },
  { text: '* 3,10,11 *', has: (date: Date) => [2, 9, 10].includes(date.getUTCMonth()) },
  // day of month and weekday both given: one of them is enough
  { text: '1 * SAT', has: (date: Date) => date.getUTCDate() === 1 || date.getUTCDay() === 6 },
  { text: 'L * *', has: (date: Date) => new Date(date.getTime() + dayMs).getUTCDate() === 1 },
);

const cron: fc.Arbitrary<Job> = fc.tuple(field(59), field(23), cronDays).map(([minute, hour, day]) => ({
  kind: 'cron',
  expr: `${minute.text} ${hour.text} ${day.text}`,
  rule: hour.text === '*' ? 'every' : 'named',
  means: (reading) => {
    const date = new Date(reading);
    return minute.has(date.getUTCMinutes()) && hour.has(date.getUTCHours()) && day.has(date);
  },
}));

/** 2010-01-02 was a Saturday; all rules begin there, at a quarter past one. */
const start = Date.parse('2010-01-02T01:15Z');
const weekdayCodes = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const daysSince = (reading: number) => Math.floor(reading / dayMs) - Math.floor(start / dayMs);

const ruleDays = fc.oneof(
  fc.integer({ min: 1, max: 3 }).map((step) => ({
    text: `FREQ=DAILY;INTERVAL=${step}`,
    has: (reading: number) => daysSince(reading) % step === 0,
  })),
  fc.tuple(fc.integer({ min: 1, max: 2 }), fc.subarray(weekdayCodes, { minLength: 1 })).map(([step, chosen]) => ({
    text: `FREQ=WEEKLY;INTERVAL=${step};BYDAY=${chosen.join(',')}`,
    has: (reading: number) => {
      // weeks begin on Monday, and the first was that of Saturday, 2 January 2010
      const week = Math.floor((daysSince(reading) + 5) / 7);
      return week % step === 0 && chosen.includes(weekdayCodes[new Date(reading).getUTCDay()] ?? '');
    },
  })),
  fc
    .uniqueArray(fc.constantFrom(1, 4, 8, 24, 25, 29, 30, 31, -1, -2), { minLength: 1, maxLength: 4 })
    .map((chosen) => ({
      text: `FREQ=MONTHLY;BYMONTHDAY=${chosen.join(',')}`,
      has: (reading: number) => {
        const date = new Date(reading);
        const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
        return chosen.some((day) => date.getUTCDate() === (day > 0 ? day : length + 1 + day));
      },
    })),
  fc.constant({
    text: 'FREQ=YEARLY;BYMONTH=3,10,11;BYDAY=1SU,-1SU',
    has: (reading: number) => {
      const date = new Date(reading);
      const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
      const isEnd = date.getUTCDate() <= 7 || date.getUTCDate() > length - 7;
      return [2, 9, 10].includes(date.getUTCMonth()) && date.getUTCDay() === 0 && isEnd;
    },
  }),
);

const rruleNamed: fc.Arbitrary<Job> = fc.tuple(ruleDays, numbers(23), numbers(59)).map(([day, hours, minutes]) => ({
  kind: 'rrule',
  expr: `DTSTART:20100102T011500\nRRULE:${day.text};BYHOUR=${hours.join(',')};BYMINUTE=${minutes.join(',')}`,
  rule: 'named',
  means: (reading) => {
    const date = new Date(reading);
    return hours.includes(date.getUTCHours()) && minutes.includes(date.getUTCMinutes()) && day.has(reading);
  },
}));

const rruleStepped: fc.Arbitrary<Job> = fc
  .tuple(
    fc.constantFrom(['HOURLY', 60] as const, ['MINUTELY', 1] as const),
    fc.integer({ min: 1, max: 50 }),
    fc.option(numbers(23)),
  )
  .map(([[frequency, minutesPerUnit], step, hours]) => ({
    kind: 'rrule',
    expr: `DTSTART:20100102T011500\nRRULE:FREQ=${frequency};INTERVAL=${step}${hours === null ? '' : `;BYHOUR=${hours.join(',')}`}`,
    rule: hours === null ? 'every' : 'named',
    means: (reading) =>
      ((reading - start) / minuteMs) % (step * minutesPerUnit) === 0 &&
      (hours === null || hours.includes(new Date(reading).getUTCHours())),
  }));

/** Anchored at 2010-01-02 01:15 in UTC. */
const intervalElapsed: fc.Arbitrary<Job> = fc.integer({ min: 1, max: 1_439 }).map((minutes) => ({
  kind: 'interval',
  expr: `PT${Math.floor(minutes / 60)}H${minutes % 60}M`.replace('PT0H', 'PT').replace(/(?<=\D)0M$/, ''),
  rule: 'elapsed',
  means: (instant) => (instant - start) % (minutes * minuteMs) === 0,
}));

const localReading = fc.integer({ min: 0, max: 2 * 1_440 - 1 });

interface Case {
  readonly zone: string;
  readonly fromAt: number;
  readonly job: Job;
  readonly times: TriggerTimes;
}

const anyCase: fc.Arbitrary<Case> = fc
  .record({
    day: fc.constantFrom(...days),
    made: fc.oneof(
      cron,
      rruleNamed,
      rruleStepped,
      intervalElapsed,
      fc.constant('once' as const),
      fc.constant('daily' as const),
    ),
    minutes: localReading,
    step: fc.integer({ min: 1, max: 3 }),
    startHours: fc.option(fc.integer({ min: 0, max: 23 }), { freq: 2 }),
    endHours: fc.option(fc.integer({ min: 0, max: 23 }), { freq: 2 }),
    excluded: fc.option(fc.subarray([-1, 0, 1]), { freq: 2 }),
  })
  .map(({ day: [zone, from], made, minutes, step, startHours, endHours, excluded }) => {
    const fromAt = Date.parse(from);
    const localDay = Math.floor(readClock(zone, fromAt) / dayMs);
    const local = localDay * dayMs + minutes * minuteMs;
    const daily = (): Job & { createdAt: number } => {
      // created at noon some days before, when no clock changes
      const createdAt = Math.floor(fromAt / dayMs) * dayMs - 9 * dayMs + (minutes % 1_440) * minuteMs;
      const anchor = readClock(zone, createdAt);
      return {
        kind: 'interval',
        expr: `P${step}D`,
        rule: 'named',
        means: (reading) => reading > anchor && (reading - anchor) % (step * dayMs) === 0,
        createdAt,
      };
    };
    const once = (): Job => ({
      kind: 'once',
      expr: new Date(local).toISOString().slice(0, 16),
      rule: 'named',
      means: (reading) => reading === local,
    });
    const job = made === 'once' ? once() : made === 'daily' ? daily() : made;
    const dates = excluded?.map((offset) => new Date((localDay + offset) * dayMs).toISOString().slice(0, 10)) ?? [];
    const times: TriggerTimes = {
      kind: job.kind,
      expr: job.expr,
      timezone: zone,
      // an interval would be anchored there
      startAt: startHours === null || job.kind === 'interval' ? null : fromAt + startHours * 3_600_000,
      endAt: endHours === null ? null : fromAt + endHours * 3_600_000,
      createdAt: made === 'daily' ? daily().createdAt : start,
      seed: minutes + 1,
      jitterSeconds: minutes % 5 === 0 ? 600 : 0,
      exclusions: excluded === null ? null : { dates, weekdays: [], policy: 'skip' },
    };
    return { zone, fromAt, job, times };
  });

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What the clock of a zone reads, "as if UTC", to the second. */
function readClock(zone: string, at: number): number {
  const clock =
    clocks.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  clocks.set(zone, clock);
  return Date.parse(`${clock.format(at).replace(' ', 'T')}Z`);
}

/** One minute: what the clock reads, and the highest it had read before. */
interface Minute {
  readonly at: number;
  readonly reading: number;
  readonly highest: number;
}

const walked = new Map<string, Minute[]>();

/** The 24 hours from a moment, once for all jobs in them. */
function listMinutes(zone: string, fromAt: number): Minute[] {
  const key = `${zone} ${fromAt}`;
  const known = walked.get(key);
  if (known !== undefined) return known;
  const minutes: Minute[] = [];
  // begun long enough before, to know how high the clock had gone
  let highest = readClock(zone, fromAt - 26 * 60 * minuteMs);
  for (let at = fromAt - 26 * 60 * minuteMs; at < fromAt + dayMs; at += minuteMs) {
    const reading = readClock(zone, at);
    if (at >= fromAt) minutes.push({ at, reading, highest });
    highest = Math.max(highest, reading);
  }
  walked.set(key, minutes);
  return minutes;
}

/** The instants of 24 hours, and which of them fall on excluded days. */
function walk({ zone, fromAt, job, times }: Case): { kept: number[]; left: number[] } {
  const kept: number[] = [];
  const left: number[] = [];
  for (const minute of listMinutes(zone, fromAt)) {
    const { at, reading } = minute;
    const isWithin = at >= (times.startAt ?? at) && at <= (times.endAt ?? at);
    if (!isWithin || !isDueAt(job, minute)) continue;
    const date = new Date(reading).toISOString().slice(0, 10);
    (times.exclusions?.dates.includes(date) ? left : kept).push(at);
  }
  return { kept, left };
}

/** domain.md, "DST, one rule". */
function isDueAt(job: Job, { at, reading, highest }: Minute): boolean {
  if (job.rule === 'elapsed') return job.means(at);
  if (job.rule === 'every') return job.means(reading);
  // what the clock reads for the first time, or jumps over
  for (let local = highest + minuteMs; local <= reading; local += minuteMs) if (job.means(local)) return true;
  return false;
}

it('24 hours of 500 jobs come out as a walk of the wall clock has them', () => {
  console.log(`zone data of the oracle: ${process.versions.tz}`);
  const cases = fc.sample(anyCase, { numRuns: 500, seed: 20_261_120 });
  const kinds = new Map<string, number>();
  let firings = 0;
  for (const each of cases) {
    const { fromAt, times } = each;
    const { kept, left } = walk(each);
    const found = firingsOf(times);
    const bounds = { after: fromAt - 1, upTo: fromAt + dayMs - 1, limit: 5_000 };
    const named = JSON.stringify(times);
    const nominal = firingsOf({ ...times, jitterSeconds: 0 });
    expect(listSeries(nominal.fires, bounds), named).toEqual(kept);
    expect(listSeries(found.excluded, bounds), named).toEqual(left);
    expect(nominal.fires.count(bounds.after, bounds.upTo), named).toBe(kept.length);
    kinds.set(times.kind, (kinds.get(times.kind) ?? 0) + 1);
    firings += kept.length + left.length;
    if (times.jitterSeconds === 0) continue;
    for (const [index, at] of kept.slice(0, 50).entries()) {
      const firesAt = found.fires.next(at - 1);
      expect(firesAt, named).not.toBeNull();
      if (firesAt === null) continue;
      expect(found.originOf(firesAt).nominalAt, named).toBe(at);
      expect(firesAt - at).toBeLessThan(Math.min(600_000, (kept[index + 1] ?? Number.POSITIVE_INFINITY) - at));
      expect(firesAt).toBeLessThanOrEqual(times.endAt ?? firesAt);
    }
  }
  console.log(`${firings} instants of ${[...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ')}`);
  expect([...kinds.values()].every((count) => count > 40)).toBe(true);
  expect(firings).toBeGreaterThan(5_000);
});
