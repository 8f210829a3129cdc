import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs } from '../../base/clock.ts';
import { describeRecurrence } from './describe-recurrence.ts';
import { makeZone } from './local-time.ts';
import { recurrenceLocalTimes } from './recurrence-local-times.ts';
import { readRecurrence } from './recurrence-text.ts';
import { listSeries } from './series.ts';
import { readTriggerWords } from './test-trigger-words.ts';

/** A Thursday. */
const anchor = Date.parse('2026-01-15T08:15:00Z');
const zone = makeZone('Europe/Berlin');

const describeRule = (expr: string, start = anchor) => {
  const recurrence = readRecurrence(expr);
  return describeRecurrence(recurrence, { anchor: recurrence.start?.local ?? start, zone });
};

describe('a recurrence in words', () => {
  const at9 = 'BYHOUR=9;BYMINUTE=0';
  it.each([
    ['FREQ=DAILY', 'At 08:15'],
    ['FREQ=WEEKLY', 'At 08:15, only on Thursday'],
    ['FREQ=MONTHLY', 'At 08:15, on day 15 of the month'],
    ['FREQ=YEARLY', 'At 08:15, on day 15 of the month, only in January'],
    ['FREQ=DAILY;INTERVAL=2', 'At 08:15, every 2 days'],
    ['FREQ=WEEKLY;INTERVAL=2', 'At 08:15, every 2 weeks on Thursday'],
    ['FREQ=MONTHLY;INTERVAL=3', 'At 08:15, every 3 months on day 15 of the month'],
    ['FREQ=YEARLY;INTERVAL=4', 'At 08:15, every 4 years on day 15 of the month, only in January'],

    ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=8,17;BYMINUTE=30', 'At 08:30 and 17:30, Monday through Friday'],
    ['FREQ=DAILY;BYDAY=SA,SU', 'At 08:15, only on Saturday and Sunday'],
    ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU', 'At 08:15'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR', 'At 08:15, every 2 weeks on Monday and Friday'],
    ['FREQ=DAILY;INTERVAL=2;BYDAY=MO,WE', 'At 08:15, every 2 days, only on Monday and Wednesday'],
    ['FREQ=MONTHLY;INTERVAL=2;BYDAY=TU', 'At 08:15, every 2 months on every Tuesday'],
    [`FREQ=MONTHLY;BYDAY=-1FR;${at9}`, 'At 09:00, on the last Friday of the month'],
    [
      `FREQ=MONTHLY;BYDAY=1MO,3MO,-2FR;${at9}`,
      'At 09:00, on the first Monday, the third Monday and the second-last Friday of the month',
    ],
    [`FREQ=MONTHLY;BYDAY=MO,1MO,2FR;${at9}`, 'At 09:00, on every Monday and the second Friday of the month'],
    [`FREQ=YEARLY;BYDAY=20MO,-1SU;${at9}`, 'At 09:00, on the 20th Monday and the last Sunday of the year'],
    [
      `FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU;${at9}`,
      'At 09:00, on the last Sunday of the month, only in March and October',
    ],
    [`FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24;${at9}`, 'At 09:00, on day 24 of the month, only in December'],

    [`FREQ=MONTHLY;BYMONTHDAY=1,15,-1;${at9}`, 'At 09:00, on days 1, 15 and the last day of the month'],
    [`FREQ=MONTHLY;BYMONTHDAY=-1;${at9}`, 'At 09:00, on the last day of the month'],
    [`FREQ=MONTHLY;BYMONTHDAY=-3,-1;${at9}`, 'At 09:00, on the third-last day and the last day of the month'],
    [`FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR;${at9}`, 'At 09:00, on day 13 of the month, only on Friday'],
    [`FREQ=YEARLY;BYYEARDAY=100,200,-1;${at9}`, 'At 09:00, on days 100, 200 and the last day of the year'],
    [`FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;${at9}`, 'At 09:00, only on Monday, only in week 20 of the year'],
    [
      `FREQ=YEARLY;BYWEEKNO=1,2,3,-1;${at9}`,
      'At 09:00, only on Thursday, only in weeks 1 through 3 and the last week of the year',
    ],

    [
      `FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;${at9}`,
      'At 09:00, Monday through Friday, only the last of each month',
    ],
    [
      `FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1,1,2;${at9}`,
      'At 09:00, only on Monday and Tuesday, only the first, second and last of each month',
    ],
    ['FREQ=DAILY;BYHOUR=8,9,10;BYMINUTE=0;BYSETPOS=2', 'At 08:00, 09:00 and 10:00, only the second of each day'],
    [
      `FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU;${at9}`,
      'At 09:00, every 2 weeks on Tuesday and Sunday, with weeks from Sunday',
    ],
    [`FREQ=WEEKLY;BYDAY=TU,SU;WKST=SU;${at9}`, 'At 09:00, only on Tuesday and Sunday'],

    ['FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40', 'Every 20 minutes from 09:00 to 16:40'],
    ['FREQ=DAILY;BYHOUR=8,12;BYMINUTE=0,5,10,20', 'At 0, 5, 10 and 20 minutes past the hour, in hours 8 and 12'],
    ['FREQ=HOURLY', 'At 15 minutes past the hour'],
    ['FREQ=HOURLY;BYMINUTE=0,30', 'Every 30 minutes'],
    ['FREQ=HOURLY;INTERVAL=3;BYMINUTE=0', 'Every 3 hours from 02:00 to 23:00'],
    ['FREQ=HOURLY;INTERVAL=12', 'At 08:15 and 20:15'],
    ['FREQ=HOURLY;INTERVAL=48', 'At 08:15, every 2 days'],
    ['FREQ=HOURLY;INTERVAL=24;BYHOUR=5', 'Never'],
    ['FREQ=HOURLY;BYMINUTE=0,20,40;BYSETPOS=-1', 'At 40 minutes past the hour'],
    ['FREQ=HOURLY;INTERVAL=7', 'Every 7 hours, at 15 minutes past the hour'],
    ['FREQ=HOURLY;INTERVAL=7;BYMINUTE=0', 'Every 7 hours, on the hour'],
    [
      'FREQ=HOURLY;INTERVAL=7;BYMINUTE=0,30;BYDAY=MO',
      'Every 7 hours, at 0 and 30 minutes past the hour, only on Monday',
    ],
    [
      'FREQ=HOURLY;INTERVAL=7;BYMINUTE=5;BYSECOND=30;BYHOUR=8,12',
      'Every 7 hours, at 5 minutes 30 seconds past the hour, in hours 8 and 12',
    ],
    ['FREQ=MINUTELY;INTERVAL=15;BYHOUR=9,10;BYDAY=MO', 'Every 15 minutes from 09:00 to 10:45, only on Monday'],
    ['FREQ=MINUTELY;INTERVAL=15;BYHOUR=9,17', 'Every 15 minutes, in hours 9 and 17'],
    ['FREQ=MINUTELY;INTERVAL=90', 'Every 1 hour 30 minutes from 00:45 to 23:15'],
    ['FREQ=MINUTELY;INTERVAL=100;BYSECOND=30', 'Every 100 minutes, at 30 seconds past the minute'],
    ['FREQ=SECONDLY;INTERVAL=7;BYMINUTE=0', 'Every 7 seconds, in minute 0'],
    ['FREQ=SECONDLY;INTERVAL=5', 'Every 5 seconds'],
    ['FREQ=SECONDLY', 'Every second'],
  ])('%s reads %s', (expr, words) => {
    expect(describeRule(expr)).toBe(words);
  });

  const weekly = 'DTSTART:20260105T080000\nRRULE:FREQ=WEEKLY';
  it.each([
    ['FREQ=DAILY;COUNT=1', 'At 08:15, once'],
    [`${weekly};INTERVAL=2;COUNT=10`, 'At 08:00, every 2 weeks on Monday, 10 times, from 2026-01-05'],
    [`${weekly};UNTIL=20261231`, 'At 08:00, only on Monday, from 2026-01-05 until 2026-12-31'],
    [`${weekly};UNTIL=20261231T180000`, 'At 08:00, only on Monday, from 2026-01-05 until 2026-12-31 18:00'],
    ['FREQ=DAILY;UNTIL=20261231T180000Z', 'At 08:15, until 2026-12-31 19:00'],
    ['FREQ=DAILY;UNTIL=99991231T235959Z', 'At 08:15, until 9999-12-31 23:59:59'],
    ['DTSTART:20260105T080000\nRRULE:FREQ=HOURLY;INTERVAL=7', 'Every 7 hours, on the hour, from 2026-01-05 08:00'],
    [`${weekly}\nEXDATE:20260112T080000`, 'At 08:00, only on Monday, from 2026-01-05, not on 2026-01-12 08:00'],
    [`${weekly}\nEXDATE;VALUE=DATE:20260112`, 'At 08:00, only on Monday, from 2026-01-05, not on 2026-01-12'],
    [
      `${weekly}\nEXDATE:20260112T070000Z,20260119T070000Z`,
      'At 08:00, only on Monday, from 2026-01-05, not on 2 excluded dates',
    ],
    [`${weekly}\nRDATE:20260113T070000Z`, 'At 08:00, only on Monday, from 2026-01-05, also on 2026-01-13 08:00'],
    [
      `${weekly}\nEXDATE:20260112T080000\nRDATE:20260113T080000\nRDATE:20260114T080000`,
      'At 08:00, only on Monday, from 2026-01-05, not on 2026-01-12 08:00, also on 2 more dates',
    ],
  ])('%j reads %s', (expr, words) => {
    expect(describeRule(expr)).toBe(words);
  });

  it('that would make too long a sentence is the rule', () => {
    const days = Array.from({ length: 120 }, (_, index) => 1 + index * 3 - (index % 2)).join(',');
    const rule = `FREQ=YEARLY;BYYEARDAY=${days}`;
    expect(describeRule(`RRULE:${rule}\nEXDATE:20270101T081500`)).toBe(rule);
  });

  it('says what it does: the words read back give the same times and days', () => {
    const list = (values: (string | number)[], longest: number) =>
      fc
        .uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: longest })
        .map((chosen) => chosen.join(','));
    const part = (name: string, value: fc.Arbitrary<string | number>) =>
      fc.option(value, { freq: 2, nil: null }).map((chosen) => (chosen === null ? '' : `;${name}=${chosen}`));
    const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
    const rule = (frequency: string, ...parts: fc.Arbitrary<string>[]) =>
      fc.tuple(...parts).map((texts) => `FREQ=${frequency}${texts.join('')}`);
    const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
    const ofMonth = list(['1MO', '-1FR', '3WE', '5SA', '-2SU', 'TU', 'WE'], 4);
    const interval = part('INTERVAL', fc.integer({ min: 2, max: 5 }));
    const months = part('BYMONTH', list(range(1, 12), 5));
    const byDay = part('BYDAY', list(days, 6));
    const monthDays = part('BYMONTHDAY', list([...range(1, 31), -1, -2, -31], 6));
    const week = part('WKST', list(days, 1));
    const positions = part('BYSETPOS', list([1, 2, 3, -1, -2], 3));
    const withPositions = positions.map((text) => `;BYDAY=MO,TU,WE,TH,FR,SU${text}`);
    const times = [part('BYHOUR', list(range(0, 23), 8)), part('BYMINUTE', list([0, 5, 10, 15, 30, 45], 6))];
    const second = part('BYSECOND', list([0, 15, 30, 45], 4));
    const rules = fc.oneof(
      rule('DAILY', interval, months, byDay, monthDays, ...times, second),
      rule('WEEKLY', interval, months, byDay, week, ...times, second),
      rule('WEEKLY', interval, months, withPositions, week),
      rule('MONTHLY', interval, months, monthDays, byDay, ...times),
      rule(
        'MONTHLY',
        interval,
        months,
        ofMonth.map((chosen) => `;BYDAY=${chosen}`),
        monthDays,
        ...times,
      ),
      rule('MONTHLY', interval, months, withPositions),
      rule(
        'YEARLY',
        interval,
        months,
        monthDays,
        part('BYDAY', list(['1TU', '-1SU', '7WE', '-20FR', 'SA'], 3)),
        ...times,
      ),
      rule('YEARLY', interval, months, part('BYYEARDAY', list([1, 2, 3, 60, 200, 366, -1, -366], 4)), byDay),
      rule('YEARLY', interval, part('BYWEEKNO', list([1, 2, 3, 20, 53, -1, -2], 4)), byDay, week, months),
      rule('YEARLY', interval, months, withPositions),
      rule('HOURLY', part('INTERVAL', fc.constantFrom(2, 3, 6, 12, 24, 48)), months, byDay, ...times, second),
      rule('MINUTELY', part('INTERVAL', fc.constantFrom(5, 15, 20, 60, 120, 2880)), byDay, ...times, second),
      rule('SECONDLY', part('INTERVAL', fc.constantFrom(15, 30, 60, 3_600)), monthDays, ...times, second),
    );
    fc.assert(fc.property(rules, fc.integer({ min: 0, max: 1_500 }), expectTrueWords), { numRuns: 150 });
  });
});

const lookAheadDays = 1_500;
const comparedTimes = 2;

function expectTrueWords(text: string, daysOn: number): void {
  const start = anchor + daysOn * dayMs;
  const startDay = Math.floor(start / dayMs);
  const words = describeRule(text, start);
  const moments = recurrenceLocalTimes(readRecurrence(text).rule, start, (startDay + lookAheadDays) * dayMs);
  const timesOf = (day: number) =>
    listSeries(moments, { after: day * dayMs - 1, upTo: (day + 1) * dayMs - 1, limit: 86_400 }).map(
      (at) => at / 1_000 - day * 86_400,
    );
  if (words.startsWith('Never')) {
    expect(moments.next(start)).toBeNull();
    return;
  }
  const { isTime, isDay } = readTriggerWords(words, startDay);
  // the day it starts on has only the rest of its times
  const days = Array.from({ length: lookAheadDays - 1 }, (_, index) => startDay + 1 + index);
  const chosen = days.filter((day) => moments.count(day * dayMs - 1, (day + 1) * dayMs - 1) > 0);
  expect(days.filter(isDay), `${text}: ${words}`).toEqual(chosen);
  const seconds = Array.from({ length: 86_400 }, (_, second) => second);
  const read = seconds.filter(isTime);
  for (const day of chosen.slice(0, comparedTimes)) expect(timesOf(day), `${text}: ${words}`).toEqual(read);
}
