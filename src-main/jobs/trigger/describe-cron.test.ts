import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs } from '../../base/clock.ts';
import { cronDays } from './cron-days.ts';
import { parseCronPattern } from './cron-pattern.ts';
import { describeCron } from './describe-cron.ts';
import { listSeries } from './series.ts';
import { readTriggerWords } from './test-trigger-words.ts';

describe('a cron expression in words', () => {
  it.each([
    ['0 8 * * *', 'At 08:00'],
    ['00 08 * * MON-FRI', 'At 08:00, Monday through Friday'],
    ['5 0 8 * * *', 'At 08:00:05'],
    ['0 8,12,17 * * *', 'At 08:00, 12:00 and 17:00'],
    ['1,1 8 * * *', 'At 08:01'],
    ['@hourly', 'Every hour'],
    ['30 * * * *', 'At 30 minutes past the hour'],
    ['5 * * * * *', 'At 5 seconds past the minute'],
    ['* * * * * *', 'Every second'],
    ['*/10 * * * * *', 'Every 10 seconds'],
    ['*/5 0 8 * * *', 'Every 5 seconds from 08:00 to 08:00:55'],
    ['0-59 * * * *', 'Every minute'],
    ['*/15 * * * *', 'Every 15 minutes'],
    ['*/7 * * * *', 'Every 7 minutes from minute 0 to 56 of the hour'],
    ['*/45 * * * *', 'At 0 and 45 minutes past the hour'],
    ['*/60 * * * *', 'Every hour'],
    ['*/15 8-17 * * MON-FRI', 'Every 15 minutes from 08:00 to 17:45, Monday through Friday'],
    ['*/15 8,12 * * *', 'Every 15 minutes, in hours 8 and 12'],
    ['* 8,12 * * *', 'Every minute, in hours 8 and 12'],
    ['*/7 8-17 * * *', 'Every 7 minutes from minute 0 to 56 of the hour, between 08:00 and 17:59'],
    ['0 */5 * * *', 'Every 5 hours from 00:00 to 20:00'],
    ['0 */24 * * *', 'At 00:00'],
    ['30 8-17 * * *', 'Every hour from 08:30 to 17:30'],
    ['0 0,1,2,5,7,11,13 * * *', 'On the hour, in hours 0 through 2, 5, 7, 11 and 13'],
    ['5 0,20 8-10 * * *', 'At 08:00:05, 08:20:05, 09:00:05, 09:20:05, 10:00:05 and 10:20:05'],
    ['5 0,20 * * * *', 'At 5 seconds past the minute, in minutes 0 and 20'],

    ['0 0 * * FRI#L', 'At 00:00, on the last Friday of the month'],
    ['0 0 * * 5L', 'At 00:00, on the last Friday of the month'],
    ['0 0 * * 5l', 'At 00:00, on the last Friday of the month'],
    ['0 0 * * 1-3#2', 'At 00:00, on the second Monday, the second Tuesday and the second Wednesday of the month'],
    ['0 0 * * 1,5#2', 'At 00:00, on every Monday and the second Friday of the month'],
    ['0 0 * * 5,5#2', 'At 00:00, only on Friday'],
    ['0 0 * * 7-7', 'At 00:00, only on Sunday'],
    ['0 0 * * MON,MON', 'At 00:00, only on Monday'],
    ['0 0 * * 0-7', 'At 00:00'],
    ['0 0 * * sun-tue', 'At 00:00, Sunday through Tuesday'],
    ['0 0 * * 0,5,6', 'At 00:00, Friday through Sunday'],
    ['0 0 * * */2', 'At 00:00, only on Tuesday, Thursday, Saturday and Sunday'],
    ['0 0 * * 1-5/2', 'At 00:00, only on Monday, Wednesday and Friday'],
    ['0 0 * * 1-3,5', 'At 00:00, only on Monday through Wednesday and Friday'],
    ['0 0 l * *', 'At 00:00, on the last day of the month'],
    ['0 0 lw * *', 'At 00:00, on the last weekday of the month'],
    ['0 0 15w * *', 'At 00:00, on the weekday nearest day 15 of the month'],
    ['0 0 1W,31W * *', 'At 00:00, on the weekday nearest day 1 and the weekday nearest day 31 of the month'],
    ['0 0 L,15 * *', 'At 00:00, on day 15 and the last day of the month'],
    ['0 0 01,01 * *', 'At 00:00, on day 1 of the month'],
    ['0 0 */2 * *', 'At 00:00, on every second day from 1 to 31 of the month'],
    ['0 0 */31 * *', 'At 00:00, on day 1 of the month'],
    ['0 0 1-31 * *', 'At 00:00'],
    ['0 0 13 * +FRI', 'At 00:00, on day 13 of the month, only on Friday'],
    ['0 0 1-7 * +MON,TUE', 'At 00:00, on days 1 through 7 of the month, only on Monday and Tuesday'],
    ['0 0 13 1 FRI', 'At 00:00, on day 13 of the month or on Friday, only in January'],
    ['0 0 1,15 * 5#1', 'At 00:00, on days 1 and 15 of the month or on the first Friday of the month'],
    ['0 0 1-31 * MON', 'At 00:00'],
    ['0 0 * * +MON', 'At 00:00, only on Monday'],
    ['0 0 * */5 *', 'At 00:00, only in January, June and November'],
    ['0 0 * jan-mar,10 *', 'At 00:00, only in January through March and October'],
    ['0 0 * */1 *', 'At 00:00'],
    ['0 0 0 1 1 * 2030-2035', 'At 00:00, on day 1 of the month, only in January, only in 2030 through 2035'],
    ['0 0 0 * * * */2', 'At 00:00, only in years divisible by 2'],
    ['0 0 0 * * * 2030-2040/2', 'At 00:00, only in every second year from 2030 to 2040'],
    ['0 0 0 * * * 1-9999', 'At 00:00'],
    [' 0  0 ? * ? ', 'At 00:00'],
  ])('%s reads %s', (expr, words) => {
    expect(describeCron(expr)).toBe(words);
  });

  it('that would make too long a sentence is itself', () => {
    const years = Array.from({ length: 80 }, (_, index) => 2030 + index * index).join(',');
    expect(describeCron(` 0 0 0 1 1 * ${years} `)).toBe(`0 0 0 1 1 * ${years}`);
  });

  it('says what it does: the words read back give the same times and days', () => {
    const values = (min: number, max: number) =>
      fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 8 }).map((list) => list.join(','));
    const range = (min: number, max: number) =>
      fc
        .tuple(fc.integer({ min, max }), fc.integer({ min, max }), fc.integer({ min: 1, max: max + 1 - min }))
        .map(([a, b, step]) => `${Math.min(a, b)}-${Math.max(a, b)}${step % 3 === 0 ? `/${step}` : ''}`);
    const step = (max: number) => fc.integer({ min: 1, max }).map((each) => `*/${each}`);
    const numbers = (min: number, max: number) =>
      fc.oneof(fc.constant('*'), values(min, max), range(min, max), step(max + 1 - min));
    const some = (...texts: string[]) => fc.constantFrom(...texts);
    const expressions = fc
      .tuple(
        fc.oneof(some('0', '0', '0'), numbers(0, 59)),
        numbers(0, 59),
        numbers(0, 23),
        fc.oneof(some('*', 'L', 'lw', '15W', '1W,31w', '2,L,7', '*,3', '1-31', '15,15W'), numbers(1, 31)),
        fc.oneof(some('*', 'JAN-mar', 'feb', '*,2'), numbers(1, 12)),
        fc.oneof(
          some('*', '+*', '+MON', '+FRI,SUN', 'MON-FRI', 'FRI-SUN', 'FRI#L', '5l', '1-5#2', '*/2#1', '1#1,5#3,0L'),
          some('MON,MON#2', '5#1,5#2,5#3,5#4,5#5', '+1-3#L', '7-7', '*,1', 'sun-tue', '0-7'),
          numbers(0, 6),
        ),
        fc.oneof(some('*', '*', '*/2', '2027-2030', '2028', '2026-2040/2')),
      )
      .map((fields) => fields.join(' '));
    fc.assert(fc.property(expressions, expectTrueWords), { numRuns: 400 });
  });
});

const firstDay = Date.UTC(2027, 0) / dayMs;
const lastDay = Date.UTC(2031, 0) / dayMs;

function expectTrueWords(expr: string): void {
  const words = describeCron(expr);
  const { isTime, isDay } = readTriggerWords(words);
  const { seconds, minutes, hours, dayExpr } = parseCronPattern(expr);
  const clock: number[] = [];
  const secondsIn = new Set(seconds);
  const minutesIn = new Set(minutes);
  const hoursIn = new Set(hours);
  for (let at = 0; at < 86_400; at += 1)
    if (
      isTime(at) !==
      (secondsIn.has(at % 60) && minutesIn.has(Math.floor(at / 60) % 60) && hoursIn.has(Math.floor(at / 3_600)))
    )
      clock.push(at);
  expect(clock, words).toEqual([]);
  const days = Array.from({ length: lastDay - firstDay }, (_, index) => firstDay + index);
  const chosen =
    dayExpr === null ? days : listSeries(cronDays(dayExpr), { after: firstDay - 1, upTo: lastDay - 1, limit: 1e6 });
  expect(days.filter(isDay), words).toEqual(chosen);
}
