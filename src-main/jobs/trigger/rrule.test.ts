import { describe, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import { cpuCostMs } from '../../base/test-cpu-cost.ts';
import { formatReading, makeZone, toLocal } from './local-time.ts';
import { readTriggerTimes } from './read-trigger-times.ts';
import { listSeries } from './series.ts';
import { seriesOf } from './trigger-series.ts';
import type { TriggerTimes } from './trigger-times.ts';

const createdAt = Date.parse('2026-01-15T08:15:30.250Z');
const forever = Date.parse('9999-01-01T00:00Z');

function trigger(expr: string, more: Partial<TriggerTimes> = {}): TriggerTimes {
  const plain = { startAt: null, endAt: null, seed: 1, jitterSeconds: 0, exclusions: null };
  return { kind: 'rrule', expr, timezone: 'UTC', createdAt, ...plain, ...more };
}

/** The first firings as `2026-01-16T08:15`, seconds left away. */
function firings(times: TriggerTimes, limit: number): string[] {
  const instants = listSeries(seriesOf(times), { after: 0, upTo: forever, limit });
  return instants.map((at) => new Date(at).toISOString().slice(0, 16));
}

function refusal(expr: string, timezone?: string): string {
  try {
    readTriggerTimes({ kind: 'rrule', expr, timezone }, { defaultTimezone: 'UTC', createdAt, seed: 1 });
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    if (error instanceof AppError) return `${error.errors?.[0]?.path} ${error.errors?.[0]?.message}`;
  }
  return 'no refusal';
}

describe('the examples of RFC 5545, section 3.8.5.3', () => {
  // All begin on Tuesday, 2 September 1997, at 9:00 in New York, unless the example says otherwise.
  it.each([
    ['FREQ=DAILY;COUNT=10', '0902 0903 0904 0905 0906 0907 0908 0909 0910 0911'],
    ['FREQ=DAILY;INTERVAL=2', '0902 0904 0906 0908'],
    ['FREQ=DAILY;INTERVAL=10;COUNT=5', '0902 0912 0922 1002 1012'],
    ['FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH', '0902 0904 0909 0911 0916 0918 0923 0925 0930 1002'],
    ['FREQ=WEEKLY;INTERVAL=2;WKST=SU', '0902 0916 0930 1014 1028 1111'],
    ['FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH', '0902 0904 0916 0918 0930 1002 1014 1016'],
    ['FREQ=MONTHLY;BYMONTHDAY=-3', '0928 1029 1128 1229'],
    ['FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15', '0902 0915 1002 1015 1102 1115 1202 1215 0102 0115'],
    ['FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1', '0930 1001 1031 1101 1130 1201 1231 0101 0131 0201'],
    [
      'FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15',
      '0910 0911 0912 0913 0914 0915 0310 0311 0312 0313',
    ],
    ['FREQ=MONTHLY;INTERVAL=2;BYDAY=TU', '0902 0909 0916 0923 0930 1104 1111 1118 1125 0106'],
    ['FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13', '0913 1011 1108 1213 0110 0207'],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '0904 1007 1106'],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2', '0929 1030 1127 1230 0129'],
    ['FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200', '0101 0409 0718 0101'],
    ['FREQ=YEARLY;BYDAY=20MO', '0518 0517 0515'],
    ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', '0511 0517 0515'],
    ['FREQ=YEARLY;BYMONTH=3;BYDAY=TH', '0305 0312 0319 0326 0304'],
    ['FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8', '0604 0611 0618 0625 0702'],
    ['FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8', '1104 1106 1108'],
  ])('%s', (rule, days) => {
    const times = trigger(`DTSTART;TZID=America/New_York:19970902T090000\nRRULE:${rule}`, {
      timezone: 'America/New_York',
    });
    const expected = days.split(' ');
    const found = listSeries(seriesOf(times), { after: 0, upTo: forever, limit: expected.length });
    const clock = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'America/New_York',
      dateStyle: 'short',
      timeStyle: 'short',
    });
    expect(found.map((at) => clock.format(at).slice(5).replace('-', ''))).toEqual(
      expected.map((day) => `${day} 09:00`),
    );
    expect(seriesOf(times).count(0, found.at(-1) ?? 0)).toBe(expected.length);
  });

  it.each([
    ['FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z', '09:00 12:00'],
    ['FREQ=MINUTELY;INTERVAL=15;COUNT=6', '09:00 09:15 09:30 09:45 10:00 10:15'],
    ['FREQ=MINUTELY;INTERVAL=90;COUNT=4', '09:00 10:30 12:00 13:30'],
    ['FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16', '09:00 09:20 09:40 10:00'],
    ['FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40', '09:00 09:20 09:40 10:00'],
  ])('%s', (rule, clocks) => {
    const times = trigger(`DTSTART;TZID=America/New_York:19970902T090000\nRRULE:${rule}`, {
      timezone: 'America/New_York',
    });
    const expected = clocks.split(' ');
    const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/New_York', timeStyle: 'short' });
    const found = listSeries(seriesOf(times), { after: 0, upTo: forever, limit: expected.length });
    expect(found.map((at) => clock.format(at))).toEqual(expected);
  });

  it('the week begins where WKST says', () => {
    const from = 'DTSTART:19970805T090000\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU';
    expect(firings(trigger(`${from};WKST=MO`), 9)).toEqual([
      '1997-08-05T09:00',
      '1997-08-10T09:00',
      '1997-08-19T09:00',
      '1997-08-24T09:00',
    ]);
    expect(firings(trigger(`${from};WKST=SU`), 9)).toEqual([
      '1997-08-05T09:00',
      '1997-08-17T09:00',
      '1997-08-19T09:00',
      '1997-08-31T09:00',
    ]);
  });

  it('an invalid date is left out and not counted', () => {
    expect(firings(trigger('DTSTART:20070115T090000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5'), 9)).toEqual(
      ['2007-01-15', '2007-01-30', '2007-02-15', '2007-03-15', '2007-03-30'].map((day) => `${day}T09:00`),
    );
  });
});

describe('where a rule begins and ends', () => {
  it('without DTSTART at the creation, which is no firing itself, in whole seconds', () => {
    expect(seriesOf(trigger('FREQ=DAILY')).next(0)).toBe(Date.parse('2026-01-16T08:15:30Z'));
    expect(firings(trigger('FREQ=DAILY;COUNT=2'), 9)).toEqual(['2026-01-16T08:15', '2026-01-17T08:15']);
  });

  it('with startAt there, and that is the first firing', () => {
    const startAt = Date.parse('2026-02-01T06:00Z');
    expect(firings(trigger('FREQ=WEEKLY;COUNT=2', { startAt }), 9)).toEqual(['2026-02-01T06:00', '2026-02-08T06:00']);
  });

  it('with DTSTART there, whatever is past by then, and startAt only clips', () => {
    const startAt = Date.parse('2026-01-03T00:00Z');
    const expr = 'DTSTART:20260101T080000\nRRULE:FREQ=DAILY;COUNT=4';
    expect(firings(trigger(expr), 9)).toEqual(
      ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'].map((day) => `${day}T08:00`),
    );
    expect(firings(trigger(expr, { startAt }), 9)).toEqual(['2026-01-03T08:00', '2026-01-04T08:00']);
  });

  it('the periods before the first full one are not taken for others: positions count from the whole month', () => {
    const firstWorkday = 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1';
    expect(firings(trigger(firstWorkday), 2)).toEqual(['2026-02-02T08:15', '2026-03-02T08:15']);
  });

  it('UNTIL is a last day, a last local time, or a last instant', () => {
    const last = (until: string, timezone = 'Europe/Berlin') =>
      firings(trigger(`DTSTART:20260110T080000\nRRULE:FREQ=DAILY;UNTIL=${until}`, { timezone }), 99).at(-1);
    expect(last('20260112')).toBe('2026-01-12T07:00');
    expect(last('20260112T080000')).toBe('2026-01-12T07:00');
    expect(last('20260112T075959')).toBe('2026-01-11T07:00');
    expect(last('20260112T070000Z')).toBe('2026-01-12T07:00');
    expect(last('20260112T065959Z')).toBe('2026-01-11T07:00');
  });

  it('COUNT counts firings: also what fires twice an hour apart, and what a gap leaves together', () => {
    const hourly = trigger('DTSTART:20261025T000000\nRRULE:FREQ=HOURLY;COUNT=5', { timezone: 'Europe/Berlin' });
    expect(firings(hourly, 9)).toEqual(
      ['22:00', '23:00']
        .map((at) => `2026-10-24T${at}`)
        .concat(['00:00', '01:00', '02:00'].map((at) => `2026-10-25T${at}`)),
    );
    const twice = trigger('DTSTART:20260329T021500\nRRULE:FREQ=DAILY;BYMINUTE=15,45;COUNT=3', {
      timezone: 'Europe/Berlin',
    });
    expect(firings(twice, 9)).toEqual(['2026-03-29T01:00', '2026-03-30T00:15', '2026-03-30T00:45']);
  });

  it('EXDATE takes instants, local times and whole days; what it takes has been counted', () => {
    const rule = 'DTSTART:20260110T080000\nRRULE:FREQ=DAILY;COUNT=5';
    const berlin = { timezone: 'Europe/Berlin' };
    expect(
      firings(trigger(`${rule}\nEXDATE:20260111T070000Z,20260112T080000\nEXDATE;VALUE=DATE:20260113`, berlin), 9),
    ).toEqual(['2026-01-10T07:00', '2026-01-14T07:00']);
    expect(firings(trigger(`${rule}\nEXDATE:20260111T080001`, berlin), 9)).toHaveLength(5);
    const inGap = 'DTSTART:20260328T023000\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20260329T023000';
    expect(firings(trigger(inGap, berlin), 9)).toEqual(['2026-03-28T01:30', '2026-03-30T00:30']);
  });

  it('EXDATE and RDATE with TZID are on the clock of that zone, which is that of the trigger', () => {
    const berlin = { timezone: 'Europe/Berlin' };
    const rule = 'DTSTART;TZID=Europe/Berlin:20260110T080000\nRRULE:FREQ=DAILY;COUNT=3';
    const more =
      'EXDATE;TZID=Europe/Berlin:20260111T080000\nRDATE;VALUE=DATE-TIME;TZID="Europe/Berlin":20260111T090000';
    expect(firings(trigger(`${rule}\n${more}`, berlin), 9)).toEqual([
      '2026-01-10T07:00',
      '2026-01-11T08:00',
      '2026-01-12T07:00',
    ]);
    expect(firings(trigger(`${rule}\nEXDATE;VALUE=DATE;TZID=Europe/Berlin:20260112`, berlin), 9)).toHaveLength(2);
    expect(firings(trigger('RRULE:FREQ=DAILY;COUNT=3\nEXDATE;TZID=UTC:20260116T081530'), 9)).toHaveLength(2);
  });

  it('RDATE adds; a date takes the time of DTSTART, what the rule gives anyway is no second firing, EXDATE wins', () => {
    const rule = 'DTSTART:20260110T080000\nRRULE:FREQ=WEEKLY;COUNT=2';
    const more =
      'RDATE:20260110T080000,20260111T120000\nRDATE;VALUE=DATE:20260112\nRDATE:20260113T000000Z\nEXDATE:20260111T120000';
    const times = trigger(`${rule}\n${more}`);
    expect(firings(times, 9)).toEqual(['2026-01-10T08:00', '2026-01-12T08:00', '2026-01-13T00:00', '2026-01-17T08:00']);
    expect(seriesOf(times).count(0, forever)).toBe(4);
    expect(seriesOf(times).previous(Date.parse('2026-01-13T12:00Z'))).toBe(Date.parse('2026-01-13T00:00Z'));
  });
});

describe('the zone of a rule', () => {
  const inNewYork = 'DTSTART;TZID=America/New_York:20260110T080000\nRRULE:FREQ=DAILY';
  const read = (expr: string, timezone?: string) =>
    readTriggerTimes({ kind: 'rrule', expr, timezone }, { defaultTimezone: 'Europe/Berlin', createdAt, seed: 1 });

  it('is that of its lines where the trigger names none', () => {
    expect(read(inNewYork).timezone).toBe('America/New_York');
    expect(read('DTSTART:20260110T080000Z\nRRULE:FREQ=DAILY').timezone).toBe('UTC');
    expect(read('DTSTART:20260110T080000\nRRULE:FREQ=DAILY').timezone).toBe('Europe/Berlin');
    expect(read(inNewYork, 'America/New_York').timezone).toBe('America/New_York');
  });

  it('is refused where they differ: a trigger has one', () => {
    expect(refusal(inNewYork, 'Europe/Berlin')).toMatch(/^trigger\.timezone Europe\/Berlin is not America\/New_York/);
    expect(refusal('DTSTART:20260110T080000Z\nRRULE:FREQ=DAILY', 'Europe/Berlin')).toMatch(
      /^trigger\.timezone .* not UTC/,
    );
    expect(refusal(`${inNewYork}\nEXDATE;TZID=Europe/Berlin:20260111T080000`)).toMatch(
      /line 3: TZID=Europe\/Berlin differs/,
    );
    expect(refusal('DTSTART;TZID=Mars/Phobos:20260110T080000\nRRULE:FREQ=DAILY')).toMatch(
      /line 1: TZID=Mars\/Phobos is not/,
    );
  });
});

describe('a rule is refused with trigger.expr and words', () => {
  it.each([
    ['', /is not a line|has no RRULE/],
    ['RRULE:', /is not a part of a rule/],
    ['INTERVAL=2', /has no FREQ/],
    ['FREQ=FORTNIGHTLY', /FREQ=FORTNIGHTLY is not a frequency/],
    ['FREQ=DAILY;FREQ=DAILY', /FREQ stands twice/],
    ['FREQ=DAILY;BYNIGHT=1', /BYNIGHT is not a part/],
    ['FREQ=DAILY;RSCALE=CHINESE', /RSCALE is not a part/],
    ['FREQ=DAILY;INTERVAL=0', /INTERVAL=0 is out of range/],
    ['FREQ=DAILY;INTERVAL=1.5', /INTERVAL=1\.5 is out of range/],
    ['FREQ=DAILY;INTERVAL=1,2', /INTERVAL takes one number/],
    ['FREQ=DAILY;COUNT=0', /COUNT=0 is out of range/],
    ['FREQ=DAILY;COUNT=-1', /COUNT=-1 is out of range/],
    ['FREQ=DAILY;COUNT=3;UNTIL=20270101', /COUNT and UNTIL exclude each other/],
    ['FREQ=DAILY;UNTIL=2027-01-01', /UNTIL=2027-01-01 is not a date/],
    ['FREQ=DAILY;UNTIL=20270230', /is not a date/],
    ['FREQ=DAILY;UNTIL=20270101T240000', /is not a date/],
    ['FREQ=DAILY;BYHOUR=25', /BYHOUR=25 is out of range; write whole numbers from 0 to 23/],
    ['FREQ=DAILY;BYHOUR=-1', /BYHOUR=-1/],
    ['FREQ=DAILY;BYHOUR=', /BYHOUR/],
    ['FREQ=DAILY;BYHOUR=8,,9', /BYHOUR=/],
    ['FREQ=DAILY;BYMINUTE=60', /BYMINUTE=60/],
    ['FREQ=DAILY;BYSECOND=60', /BYSECOND=60/],
    ['FREQ=DAILY;BYMONTH=13', /BYMONTH=13/],
    ['FREQ=MONTHLY;BYMONTHDAY=0', /BYMONTHDAY=0 is out of range; .*from the end/],
    ['FREQ=MONTHLY;BYMONTHDAY=32', /BYMONTHDAY=32/],
    ['FREQ=WEEKLY;BYMONTHDAY=1', /BYMONTHDAY does not go with FREQ=WEEKLY/],
    ['FREQ=DAILY;BYYEARDAY=1', /BYYEARDAY does not go with FREQ=DAILY/],
    ['FREQ=MONTHLY;BYWEEKNO=1', /BYWEEKNO belongs to FREQ=YEARLY/],
    ['FREQ=WEEKLY;BYDAY=1MO', /belongs to FREQ=MONTHLY or FREQ=YEARLY/],
    ['FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO', /does not go with BYWEEKNO/],
    ['FREQ=WEEKLY;BYDAY=MONDAY', /BYDAY=MONDAY is not a weekday/],
    ['FREQ=MONTHLY;BYDAY=0MO', /BYDAY=0MO is not a weekday/],
    ['FREQ=WEEKLY;WKST=XX', /WKST=XX is not a weekday/],
    ['FREQ=MONTHLY;BYSETPOS=1', /BYSETPOS chooses among/],
    ['RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY', /line 2: RRULE stands twice/],
    ['RRULE:FREQ=DAILY\nEXRULE:FREQ=WEEKLY', /line 2: EXRULE is not understood/],
    ['DTSTART:20260110T080000', /has no RRULE/],
    ['DTSTART:yesterday\nRRULE:FREQ=DAILY', /line 1: DTSTART "yesterday" is not a date/],
    ['DTSTART:20260110,20260111\nRRULE:FREQ=DAILY', /DTSTART takes one moment/],
    [
      'RRULE:FREQ=DAILY\nRDATE;VALUE=PERIOD:20260110T080000/PT1H',
      /line 2: RDATE has VALUE=PERIOD; there are DATE and DATE-TIME/,
    ],
    ['RRULE:FREQ=DAILY\nRDATE:20260110T080000/PT1H', /line 2: RDATE "20260110T080000\/PT1H" is not a date/],
    ['RRULE:FREQ=DAILY\nEXDATE;VALUE=DATE:20260110T080000', /line 2: EXDATE has VALUE=DATE and a time/],
    ['RRULE:FREQ=DAILY\nEXDATE;VALUE=DATE-TIME:20260110', /line 2: EXDATE has VALUE=DATE-TIME and no time/],
    ['RRULE:FREQ=DAILY\nEXDATE:20260110T080000,20260230', /line 2: EXDATE "20260230" is not a date/],
    [
      'DTSTART;TZID=Europe/Berlin:20260110T080000Z\nRRULE:FREQ=DAILY',
      /line 1: DTSTART has TZID=Europe\/Berlin and a time that ends in Z, which is UTC; leave one away/,
    ],
    [
      'DTSTART:20260110T080000\nRRULE:FREQ=DAILY\nEXDATE;TZID=UTC:20260111T080000,20260112T080000Z',
      /line 3: EXDATE has TZID=UTC and a time that ends in Z/,
    ],
    ['every now and then', /line 1: "every now and then" is not a line/],
  ])('%j', (expr, message) => {
    expect(refusal(expr)).toMatch(message);
    expect(refusal(expr)).toMatch(/^trigger\.expr /);
  });

  it('is taken in any case, folded, with or without RRULE:, with spaces around', () => {
    const expected = ['2026-01-19T08:15', '2026-01-26T08:15'];
    for (const expr of ['freq=weekly;byday=mo', ' RRULE:FREQ=WEEKLY;BYDAY=MO; ', 'RRULE:FREQ=WEEKLY;\r\n BYDAY=MO\r\n'])
      expect(firings(trigger(expr), 2)).toEqual(expected);
  });
});

describe('what never fires, or seldom', () => {
  const numbers = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index).join(',');
  it.each([
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;INTERVAL=2;BYMONTH=4;BYMONTHDAY=31',
    'FREQ=DAILY;INTERVAL=7;BYDAY=MO',
    'FREQ=HOURLY;INTERVAL=24;BYHOUR=5',
    'FREQ=MINUTELY;INTERVAL=1440;BYHOUR=5',
    'FREQ=YEARLY;BYYEARDAY=366;BYWEEKNO=20',
    'FREQ=YEARLY;BYMONTH=2;BYDAY=6MO',
    'FREQ=DAILY;BYSETPOS=2;BYDAY=MO',
    'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6',
    `FREQ=WEEKLY;BYDAY=MO;BYHOUR=${numbers(0, 23)};BYSETPOS=${numbers(25, 366)}`,
    `FREQ=MONTHLY;BYDAY=MO;BYHOUR=8;BYSETPOS=${numbers(6, 366)}`,
    'FREQ=DAILY;UNTIL=20200101',
  ])('%s is well-formed, never fires, and that is quickly known', (expr) => {
    expect(refusal(expr)).toBe('no refusal');
    const startedAt = performance.now();
    expect(seriesOf(trigger(expr)).next(createdAt)).toBeNull();
    expect(seriesOf(trigger(expr)).previous(forever)).toBeNull();
    expect(seriesOf(trigger(expr)).count(0, forever)).toBe(0);
    const tookMs = performance.now() - startedAt;
    // 50 ms on a machine that has nothing else to do
    expect(tookMs).toBeLessThan(500);
  });

  it.each([
    ['DTSTART:30000101T080000\nRRULE:FREQ=HOURLY;INTERVAL=7', '3000-01-01T08:00'],
    ['DTSTART:99981231T080000\nRRULE:FREQ=DAILY', '9998-12-31T08:00'],
    ['DTSTART:35000101T080000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=100000', '3500-01-31T08:00'],
    ['DTSTART:20260101T080000\nRRULE:FREQ=DAILY;COUNT=1\nRDATE:99991230T080000', '9999-12-30T08:00'],
    ['DTSTART:20260101T080000\nRRULE:FREQ=YEARLY;INTERVAL=7000', '9026-01-01T08:00'],
    ['DTSTART:20260101T080000\nRRULE:FREQ=WEEKLY;UNTIL=99991231T235959Z', '2026-01-22T08:00'],
  ])('%j, far ahead, first fires at %s, and that is quickly known', (expr, expected) => {
    for (const timezone of ['UTC', 'Europe/Berlin']) {
      const costMs = cpuCostMs(() => {
        const next = seriesOf(trigger(expr, { timezone })).next(createdAt);
        expect(formatReading(toLocal(makeZone(timezone), next ?? 0)).slice(0, 16)).toBe(expected.replace('T', ' '));
      });
      expect(costMs).toBeLessThan(500); // measured: 10
    }
  });

  it('positions among hundreds of moments cost no more than those among days', () => {
    const rule = `FREQ=WEEKLY;BYDAY=MO;BYHOUR=${numbers(0, 23)};BYMINUTE=0,30;BYSECOND=0;BYSETPOS=${numbers(40, 366)},-1,-47`;
    const costMs = cpuCostMs(() => {
      const fires = listSeries(seriesOf(trigger(rule)), { after: createdAt, upTo: forever, limit: 12 });
      expect(fires.map((at) => new Date(at).toISOString().slice(11, 16)).slice(0, 10)).toEqual([
        ...['00:30', '19:30', '20:00', '20:30', '21:00', '21:30', '22:00', '22:30', '23:00', '23:30'],
      ]);
      const thousandWeeks = 7_000 * 86_400_000;
      expect(seriesOf(trigger(rule)).count(createdAt, createdAt + thousandWeeks)).toBe(10_000);
    });
    expect(costMs).toBeLessThan(1_000); // measured: 20
  });

  it.each([
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO', '2044-02-29', '2072-02-29'],
    ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO', '2044-02-29', '2072-02-29'],
    ['FREQ=YEARLY;INTERVAL=100;BYMONTH=2;BYMONTHDAY=29;BYDAY=TU', undefined, undefined],
    ['DTSTART:20000229T080000\nRRULE:FREQ=YEARLY;INTERVAL=100;BYMONTH=2;BYMONTHDAY=29', '2400-02-29', '2800-02-29'],
    ['FREQ=MONTHLY;BYMONTH=2;BYDAY=5SU', '2032-02-29', '2060-02-29'],
    ['FREQ=HOURLY;INTERVAL=1000000', '2140-02-14', '2254-03-14'],
  ])('%s fires at %s and %s', (expr, first, second) => {
    const fires = listSeries(seriesOf(trigger(expr)), { after: createdAt, upTo: forever, limit: 2 });
    expect(fires.map((at) => new Date(at).toISOString().slice(0, 10))).toEqual(
      [first, second].filter((day) => day !== undefined),
    );
  });
});
