import { describe, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
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

  it('of what repeats every year reach ten years each way', () => {
    const dates = read(event('DTSTART;VALUE=DATE:19700501', 'RRULE:FREQ=YEARLY'));
    expect(dates).toHaveLength(20);
    expect(dates[0]).toBe('2017-05-01');
    expect(dates.at(-1)).toBe('2036-05-01');
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
  ])('%j', (ics, message) => {
    expect(refusal(ics)).toMatch(message);
    expect(refusal(ics)).toMatch(/^trigger\.exclusions\.ics /);
  });
});
