import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import { parseCronPattern } from './cron-pattern.ts';

function refusal(expr: string): string {
  try {
    parseCronPattern(expr);
  } catch (thrown) {
    if (thrown instanceof AppError) return `${thrown.errors?.[0]?.path} ${thrown.errors?.[0]?.message}`;
  }
  return 'no refusal';
}

const fieldsWanted =
  'write five (minute hour day month weekday) such as 0 8 * * MON-FRI, six with the second before them, or seven with the year behind';
const minutesWanted = 'write 0-59, a range such as 0-1, a step such as */2, or a list of them';
const hoursWanted = 'write 0-23, a range such as 0-1, a step such as */2, or a list of them';

describe('a cron expression that is refused', () => {
  it.each([
    ['0 8 * *', `there are 4 fields; ${fieldsWanted}`],
    ['0 0 0 8 * * * *', `there are 8 fields; ${fieldsWanted}`],
    ['8', `there is 1 field; ${fieldsWanted}`],
    [' ', `is empty; ${fieldsWanted}`],
    [
      '@reboot',
      '@reboot is not a time; use a trigger of kind event with app.started, or an agent of mode service to keep something running',
    ],
    [
      '@fortnightly',
      '@fortnightly is not known; there are @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly',
    ],
    ['@daily 3', '@daily stands alone; take away what follows it'],

    ['75 * * * *', 'minute: 75 is not in 0-59'],
    ['5-70 * * * *', 'minute: 70 is not in 0-59'],
    ['* 24 * * *', 'hour: 24 is not in 0-23'],
    ['0 0 0 * *', 'day: 0 is not in 1-31'],
    ['0 0 1,32 * *', 'day: 32 is not in 1-31'],
    ['0 0 32W * *', 'day: 32 is not in 1-31'],
    ['0 0 * 13 *', 'month: 13 is not in 1-12'],
    ['0 0 * * 8', 'weekday: 8 is not in 0-7'],
    ['0 0 * * 9L', 'weekday: 9 is not in 0-7'],
    ['60 0 8 * * *', 'second: 60 is not in 0-59'],
    ['0 60 8 * * *', 'minute: 60 is not in 0-59'],
    ['0 0 8 * * * 10000', 'year: 10000 is not in 1-9999'],

    ['foo * * * *', 'minute: foo is not a number; write 0-59'],
    [
      '* * * JAN-FOO *',
      'month: FOO is not a month; write 1-12 or JAN, FEB, MAR, APR, MAY, JUN, JUL, AUG, SEP, OCT, NOV, DEC',
    ],
    ['* * * * MONDAY', 'weekday: MONDAY is not a weekday; write 0-7 or SUN, MON, TUE, WED, THU, FRI, SAT'],

    ['*/0 * * * *', 'minute: */0 steps by 0; write a step of 1 to 60'],
    ['* */25 * * *', 'hour: */25 steps by 25; write a step of 1 to 24'],
    ['5/15 * * * *', 'minute: 5/15 steps from a single value; write 5-59/15'],
    ['* * * * MON/2', 'weekday: MON/2 steps from a single value; write MON-SUN/2'],
    ['/15 * * * *', 'minute: /15 has nothing before /; write */15'],
    ['*/x * * * *', 'minute: */x has no number after /; write a step such as */2'],

    ['* 22-6 * * *', 'hour: 22-6 runs backwards; write 22-23,0-6'],
    ['* 22-6/2 * * *', 'hour: 22-6 runs backwards; write 22-23/2,0-6/2'],
    ['* * * NOV-FEB *', 'month: NOV-FEB runs backwards; write NOV-DEC,JAN-FEB'],
    ['* * * * SAT-TUE', 'weekday: SAT-TUE runs backwards; write SAT-SUN,MON-TUE'],
    ['* * * * FRI-MON', 'weekday: FRI-MON runs backwards; write FRI-SUN,MON'],
    ['* * * * 5-0', 'weekday: 5-0 runs backwards; write 5-7'],
    ['* * * * 7-2', 'weekday: 7-2 runs backwards; write 0-2'],
    ['0 0 0 1 1 * 2030-2027', 'year: 2030-2027 runs backwards; write 2027-2030'],

    ['5? * * * *', `minute: ? stands alone, not in 5?; ${minutesWanted}`],
    ['* L * * *', `hour: L belongs to the day, and to the weekday as in 5L; ${hoursWanted}`],
    ['15W * * * *', `minute: W belongs to the day, as in 15W; ${minutesWanted}`],
    ['* 5#2 * * *', `hour: # belongs to the weekday, as in FRI#2; ${hoursWanted}`],
    ['* * L-3 * *', 'day: L-3 is more than L; write L for the last day, LW for the last weekday'],
    ['* * LW,15 * *', 'day: LW stands in no list (LW,15); write it alone'],
    ['* * * * L', 'weekday: L names no weekday; write 5L or FRI#L for the last Friday'],
    ['* * * * FRI#6', 'weekday: FRI#6 counts no weekday of a month; write #1 to #5, or #L for the last'],
    ['1,,2 * * * *', 'minute: 1,,2 has a comma with nothing beside it; take it out'],
    ['1-2-3 * * * *', `minute: 1-2-3 is not understood; ${minutesWanted}`],
    ['* 8:30 * * *', `hour: 8:30 is not understood; ${hoursWanted}`],
    ['-5 * * * *', `minute: -5 is not understood; ${minutesWanted}`],
  ])('%j: %s', (expr, message) => {
    expect(refusal(expr)).toBe(`trigger.expr ${message}`);
  });

  it('always names the field, and what it proposes is taken', () => {
    const token = fc.constantFrom(
      '*',
      '?',
      '5',
      '22',
      '61',
      '7',
      '0',
      '-',
      '/',
      ',',
      '#',
      'L',
      'W',
      '+',
      'MON',
      'SAT',
      'FEB',
      'x',
    );
    const word = fc.array(token, { minLength: 1, maxLength: 5 }).map((tokens) => tokens.join(''));
    const expr = fc.array(word, { minLength: 5, maxLength: 7 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(expr, (text) => {
        const message = refusal(text);
        if (message === 'no refusal') return;
        expect(message, text).toMatch(/^trigger\.expr (second|minute|hour|day|month|weekday|year): \S/);
        const [, name = '', proposal] = /(\w+): .* (?:backwards|single value); write (\S+)$/.exec(message) ?? [];
        const place = ['second', 'minute', 'hour', 'day', 'month', 'weekday', 'year'].indexOf(name);
        if (proposal === undefined) return;
        const proposed = ['*', '*', '*', '*', '*', '*', '*'].with(place, proposal).join(' ');
        expect(refusal(proposed), `${text}: ${message}`).toBe('no refusal');
      }),
      { numRuns: 2_000 },
    );
  });
});
