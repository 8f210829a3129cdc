import { describe, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import { cpuCostMs } from '../../base/test-cpu-cost.ts';
import { readTriggerTimes } from './read-trigger-times.ts';

const at = Date.parse('2026-06-01T00:00Z');

function read(ics: string, { timezone = 'Europe/Berlin', dates = [] as string[] } = {}): string[] {
  const exclusions = { dates, weekdays: [], policy: 'skip' as const, ics };
  const context = { defaultTimezone: 'UTC', createdAt: at, seed: 1 };
  return readTriggerTimes({ kind: 'cron', expr: '@daily', timezone, exclusions }, context).exclusions?.dates ?? [];
}

function event(...lines: string[]): string {
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR'].join('\r\n');
}

function refusal(ics: string): string {
  try {
    read(ics);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    if (error instanceof AppError) return `${error.errors?.[0]?.path} ${error.errors?.[0]?.message}`;
  }
  return 'no refusal';
}

describe('the days of an iCalendar file', () => {
  it.each([
    ['one day', ['DTSTART;VALUE=DATE:20261224'], ['2026-12-24']],
    [
      'until before DTEND',
      ['DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227'],
      ['2026-12-24', '2026-12-25', '2026-12-26'],
    ],
    ['for a DURATION', ['DTSTART;VALUE=DATE:20261224', 'DURATION:P2D'], ['2026-12-24', '2026-12-25']],
    ['a time without a zone', ['DTSTART:20261224T230000', 'DTEND:20261225T010000'], ['2026-12-24', '2026-12-25']],
    ['up to midnight is not the next day', ['DTSTART:20261224T080000', 'DTEND:20261225T000000'], ['2026-12-24']],
    ['a time in UTC', ['DTSTART:20261224T233000Z', 'DTEND:20261224T234500Z'], ['2026-12-25']],
    ['a time of another zone', ['DTSTART;TZID=America/New_York:20261224T190000', 'DURATION:PT1H'], ['2026-12-25']],
    ['a moment', ['DTSTART:20261224T120000'], ['2026-12-24']],
    ['folded lines', ['DTSTART;VALUE=DA', ' TE:2026', '\t1224'], ['2026-12-24']],
    ['cancelled', ['DTSTART;VALUE=DATE:20261224', 'STATUS:CANCELLED'], []],
    [
      'lines of an alarm are not the event',
      ['DTSTART;VALUE=DATE:20261224', 'BEGIN:VALARM', 'DTSTART:nonsense', 'END:VALARM'],
      ['2026-12-24'],
    ],
    [
      'a rule with a last day, without one exception and with one more',
      [
        'DTSTART;VALUE=DATE:20260101',
        'RRULE:FREQ=MONTHLY;UNTIL=20260401',
        'EXDATE;VALUE=DATE:20260301',
        'RDATE;VALUE=DATE:20260315',
      ],
      ['2026-01-01', '2026-02-01', '2026-03-15', '2026-04-01'],
    ],
    ['a rule that counts', ['DTSTART;VALUE=DATE:20260105', 'RRULE:FREQ=WEEKLY;COUNT=2'], ['2026-01-05', '2026-01-12']],
    [
      'a rule whose UNTIL is an instant, and an exception in UTC',
      [
        'DTSTART;TZID=Europe/Berlin:20260101T000000',
        'RRULE:FREQ=DAILY;UNTIL=20260103T230000Z',
        'EXDATE:20260101T230000Z',
      ],
      ['2026-01-01', '2026-01-03', '2026-01-04'],
    ],
  ])('%s', (_, lines, expected) => {
    expect(read(event(...lines))).toEqual(expected);
  });

  it.each([
    ['quoted parameters', ['DTSTART;X-A="a;b:c,d",e;VALUE=DATE:20261224'], ['2026-12-24']],
    ['a zone in quotes', ['DTSTART;TZID="America/New_York":20261224T190000'], ['2026-12-25']],
    ['a zone that only another parameter names', ['DTSTART;X-A=";TZID=Nowhere":20261224T190000'], ['2026-12-24']],
    [
      'what lasts longer than it repeats, each day once',
      ['DTSTART;VALUE=DATE:20260101', 'DTEND;VALUE=DATE:20260104', 'RRULE:FREQ=DAILY;COUNT=3'],
      ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '2026-01-05'],
    ],
    [
      'RDATEs in any order, one of them excluded by its day',
      [
        'DTSTART:20260110T080000',
        'RDATE:20260105T080000,20260103T080000,20260107T080000',
        'EXDATE;VALUE=DATE:20260105',
      ],
      ['2026-01-03', '2026-01-07', '2026-01-10'],
    ],
    [
      'half a century away at most',
      ['DTSTART;VALUE=DATE:20261224', 'RDATE;VALUE=DATE:19000101,22000101'],
      ['2026-12-24'],
    ],
  ])('%s', (_, lines, expected) => {
    expect(read(event(...lines))).toEqual(expected);
  });

  it('of what repeats every year reach ten years each way', () => {
    const dates = read(event('DTSTART;VALUE=DATE:19700501', 'RRULE:FREQ=YEARLY'));
    expect(dates).toHaveLength(20);
    expect(dates[0]).toBe('2017-05-01');
    expect(dates.at(-1)).toBe('2036-05-01');
  });

  it('of hundreds of events that repeat every year are read', () => {
    const birthdays = fill(
      (index) => inEvent(`DTSTART;VALUE=DATE:${dateOf(181 + (index % 150))}`, 'RRULE:FREQ=YEARLY'),
      400,
    );
    expect(read(birthdays)).toHaveLength(3_000);
  });

  it('join the dates given, each once and in order', () => {
    expect(read(event('DTSTART;VALUE=DATE:20261224'), { dates: ['2026-12-31', '2026-12-24', '2026-01-01'] })).toEqual([
      '2026-01-01',
      '2026-12-24',
      '2026-12-31',
    ]);
  });
});

describe('an iCalendar file is refused with trigger.exclusions.ics and the line', () => {
  it.each([
    ['', /has no event/],
    ['hello', /line 1: "hello" is not a line/],
    [event(), /line 3: the event has no DTSTART/],
    [event('DTSTART;VALUE=DATE:20260230'), /line 4: DTSTART "20260230" is not a date/],
    [event('SUMMARY:x', 'DTSTART;VALUE=DATE:20260201', 'RRULE:FREQ=SOMETIMES'), /line 6: FREQ=SOMETIMES/],
    [event('DTSTART;VALUE=DATE:20260201', 'RRULE:FREQ=HOURLY'), /line 5: FREQ=HOURLY repeats within a day/],
    [event('DTSTART;TZID=Nowhere/Land:20260201T080000'), /line 4: TZID=Nowhere\/Land is not a time zone/],
    [event('DTSTART;VALUE=DATE:20260201', 'DURATION:soon'), /line 5: DURATION "soon"/],
    [event('DTSTART;VALUE=DATE:20260205', 'DTEND;VALUE=DATE:20260201'), /line 5: DTEND lies before/],
    ['BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260201', /line 1: BEGIN:VCALENDAR is never ended/],
    ['BEGIN:VCALENDAR\nEND:VEVENT', /line 2: END:VEVENT ends nothing/],
    [event('DTSTART;VALUE=DATE:20200101', 'DTEND;VALUE=DATE:20400101'), /more than 5000 days/],
    [event('DTSTART;VALUE=DATE:20160101', 'RRULE:FREQ=DAILY'), /more than 5000 days/],
    [event('DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=DAILY;BYHOUR=8,9'), /line 5: .* repeats within a day/],
    [
      event('DTSTART;VALUE=DATE:20260101', `RRULE:FREQ=DAILY;BYMONTHDAY=${'1,'.repeat(300)}1`),
      /line 5: .* 500 characters/,
    ],
  ])('%j', (ics, message) => {
    expect(refusal(ics)).toMatch(message);
    expect(refusal(ics)).toMatch(/^trigger\.exclusions\.ics /);
  });
});

/** As many of such events as are read, and as long a text as a request may hold. */
function fill(lines: (index: number) => readonly string[], most = 5_000): string {
  const text = ['BEGIN:VCALENDAR'];
  let room = 1_048_576 - 40;
  for (let index = 0; index < most; index += 1) {
    const more = lines(index);
    room -= more.join('\n').length + 1;
    if (room < 0) break;
    text.push(...more);
  }
  return [...text, 'END:VCALENDAR'].join('\n');
}

const weekdayList = [1, -1, 2, -2, 3]
  .flatMap((n) => ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'].map((day) => `${n}${day}`))
  .join(',');
const inEvent = (...lines: string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
const dateOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
const zones = Intl.supportedValuesOf('timeZone');
const mostMs = 1_000; // below 150 on a quiet machine

describe('a mebibyte of anything is read or refused at once', () => {
  it.each<[string, string]>([
    ['commas in a parameter', `X;A=${','.repeat(40_000)}`],
    ['semicolons in quotes', `X;A=x,"${';'.repeat(1_000_000)}":1`],
    ['quotes', `X;A=${'"'.repeat(1_000_001)}`],
    ['parameters', `X${';A=B'.repeat(260_000)}`],
    ['a name', 'X'.repeat(1_000_000)],
    ['empty lines', '\n'.repeat(1_000_000)],
    ['short lines', 'A:\n'.repeat(340_000)],
    ['folded lines', `A:${'\n x'.repeat(340_000)}`],
    ['commas between dates', fill(() => inEvent(`DTSTART;VALUE=DATE:20260101`, `EXDATE:${','.repeat(1_040_000)}`))],
    ['one event of 14 years that repeats', event('DTSTART:20200101', 'DTEND:20330901', 'RRULE:FREQ=DAILY;COUNT=1000')],
    ['events of 13 years', fill(() => inEvent('DTSTART:20200101', 'DTEND:20330901'))],
    [
      'RDATEs of events of 13 years',
      event(
        'DTSTART:20200101',
        'DTEND:20330901',
        `RDATE:${Array.from({ length: 60_000 }, (_, i) => dateOf(18_262 + (i % 5))).join(',')}`,
      ),
    ],
    [
      'RDATEs of another zone',
      event(
        'DTSTART;TZID=Asia/Tokyo:20200101T000000',
        `RDATE:${Array.from({ length: 60_000 }, (_, i) => `${dateOf(18_262 + (i % 4_000))}T180000Z`).join(',')}`,
      ),
    ],
    [
      'events of many lines',
      fill((i) => inEvent(`DTSTART:${dateOf(i)}`, ...Array.from({ length: 8 }, () => 'X-A;B=C:something'))),
    ],
    ['events that repeat', fill(() => inEvent('DTSTART:20160101', 'RRULE:FREQ=DAILY;INTERVAL=2'))],
    ['events that repeat weekly', fill(() => inEvent('DTSTART:20160101', 'RRULE:FREQ=WEEKLY;BYDAY=MO,WE'))],
    ['events that repeat from the year 1000', fill(() => inEvent('DTSTART:10000101', 'RRULE:FREQ=DAILY;COUNT=100000'))],
    ['rules that never come', fill(() => inEvent('DTSTART:20160101', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'))],
    [
      'seldom rules',
      fill((i) => inEvent('DTSTART:20160101', `RRULE:FREQ=DAILY;INTERVAL=${999_000 + i};BYMONTHDAY=31`)),
    ],
    [
      'rules of many parts',
      fill(() =>
        inEvent('DTSTART:20160101', `RRULE:FREQ=YEARLY;BYYEARDAY=${list(60, 100)};BYDAY=${weekdayList};BYSETPOS=366`),
      ),
    ],
    [
      'exceptions',
      event(
        'DTSTART:20160101',
        'RRULE:FREQ=DAILY;INTERVAL=2',
        `EXDATE:${Array.from({ length: 110_000 }, (_, i) => dateOf(17_000 + (i % 7_000))).join(',')}`,
      ),
    ],
    [
      'exceptions in UTC of all years',
      event(
        'DTSTART;TZID=Asia/Tokyo:20160101T000000',
        'RRULE:FREQ=YEARLY',
        `EXDATE:${Array.from({ length: 60_000 }, (_, i) => `${1_000 + ((i * 7) % 9_000)}0101T000000Z`).join(',')}`,
      ),
    ],
    [
      'zones and years',
      fill((i) => inEvent(`DTSTART;TZID=${zones[i % zones.length]}:${1_000 + ((i * 7) % 9_000)}0101T000000`)),
    ],
    ['one zone and all years', fill((i) => inEvent(`DTSTART;TZID=Asia/Tokyo:${1_000 + ((i * 7) % 9_000)}0101T000000`))],
    ['things begun', fill(() => ['BEGIN:X'], Number.POSITIVE_INFINITY)],
  ])('%s', (_what, ics) => {
    expect(cpuCostMs(() => refusal(ics))).toBeLessThan(mostMs);
  });
});

function list(length: number, first: number): string {
  return Array.from({ length }, (_, index) => first + index).join(',');
}
