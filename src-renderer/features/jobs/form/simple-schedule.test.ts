import { describe, expect, it } from 'vitest';
import type { SimpleRule } from '../../../lib/simple-rule.ts';
import { everyDay } from './simple-cron.ts';
import { readSchedule, type SimpleSchedule, writeSchedule } from './simple-schedule.ts';

/** A rule that begins on 20 November 2026 at 08:00 and never ends. */
function rule(on: SimpleRule['on'], more: Partial<SimpleRule> = {}): SimpleRule {
  return { every: 'rule', interval: 1, from: '2026-11-20', time: '08:00', on, ends: { by: 'never' }, ...more };
}

const dtstart = 'DTSTART:20261120T080000\nRRULE:';

const pairs: [SimpleSchedule, string, string][] = [
  [{ every: 'minutes', count: 15 }, 'cron', '*/15 * * * *'],
  [{ every: 'minutes', count: 1 }, 'cron', '* * * * *'],
  [{ every: 'hour', minute: 5 }, 'cron', '5 * * * *'],
  [{ every: 'day', time: '02:30', days: everyDay }, 'cron', '30 2 * * *'],
  [{ every: 'day', time: '08:00', days: [1, 2, 3, 4, 5] }, 'cron', '0 8 * * 1-5'],
  [{ every: 'day', time: '08:00', days: [1, 3] }, 'cron', '0 8 * * 1,3'],
  [{ every: 'day', time: '09:05', days: [6] }, 'cron', '5 9 * * 6'],
  [{ every: 'month', day: 31, time: '23:59' }, 'cron', '59 23 31 * *'],
  [{ every: 'interval', count: 5, unit: 'seconds' }, 'interval', 'PT5S'],
  [{ every: 'interval', count: 90, unit: 'minutes' }, 'interval', 'PT90M'],
  [{ every: 'interval', count: 2, unit: 'days' }, 'interval', 'P2D'],
  [{ every: 'interval', count: 3, unit: 'weeks' }, 'interval', 'P3W'],
  [rule({ unit: 'days' }, { interval: 3 }), 'rrule', `${dtstart}FREQ=DAILY;INTERVAL=3`],
  [
    rule({ unit: 'weeks', days: [0, 1, 4] }, { interval: 2 }),
    'rrule',
    `${dtstart}FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH,SU`,
  ],
  [rule({ unit: 'months', day: { by: 'date', date: 15 } }), 'rrule', `${dtstart}FREQ=MONTHLY;BYMONTHDAY=15`],
  [rule({ unit: 'months', day: { by: 'date', date: -1 } }), 'rrule', `${dtstart}FREQ=MONTHLY;BYMONTHDAY=-1`],
  [
    rule({ unit: 'months', day: { by: 'weekday', nth: 2, weekday: 2 } }, { ends: { by: 'count', count: 10 } }),
    'rrule',
    `${dtstart}FREQ=MONTHLY;BYDAY=2TU;COUNT=10`,
  ],
  [
    rule({ unit: 'months', day: { by: 'weekday', nth: -1, weekday: 'workday' } }),
    'rrule',
    `${dtstart}FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1`,
  ],
  [
    rule({ unit: 'years', month: 12, day: { by: 'date', date: 24 } }, { ends: { by: 'date', date: '2030-12-31' } }),
    'rrule',
    `${dtstart}FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24;UNTIL=20301231`,
  ],
  [
    rule({ unit: 'years', month: 5, day: { by: 'weekday', nth: -1, weekday: 1 } }),
    'rrule',
    `${dtstart}FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO`,
  ],
  [{ every: 'once', at: '2026-12-24T18:00' }, 'once', '2026-12-24T18:00'],
];

describe('the simple picker and the expression follow each other', () => {
  it.each(pairs)('%j is %s %s', (simple, kind, expr) => {
    const schedule = writeSchedule(simple);
    expect(schedule).toEqual({ kind, expr });
    expect(readSchedule(schedule)).toEqual(simple);
  });

  it('reads days however they are written', () => {
    expect(readSchedule({ kind: 'cron', expr: '0 8 * * MON-FRI' })).toMatchObject({ days: [1, 2, 3, 4, 5] });
    expect(readSchedule({ kind: 'cron', expr: '0 8 * * 5-7' })).toMatchObject({ days: [0, 5, 6] });
  });

  it.each([
    ['cron', '*/7 * * * *'],
    ['cron', '0 8 * 1 *'],
    ['cron', '0 8 13 * 5'],
    ['cron', '0 0 8 * * *'],
    ['cron', '0 8 * * 1#2'],
    ['cron', '61 8 * * *'],
    ['cron', ''],
    ['interval', 'PT1H30M'],
    ['interval', 'P1M'],
    ['interval', 'PT1W'],
    ['once', '2026-12-24T18:00:00Z'],
    ['rrule', 'RRULE:FREQ=DAILY'],
    ['rrule', `${dtstart}FREQ=HOURLY`],
    ['rrule', `${dtstart}FREQ=WEEKLY`],
    ['rrule', `${dtstart}FREQ=DAILY;BYHOUR=8,12`],
    ['rrule', `${dtstart}FREQ=MONTHLY;BYMONTHDAY=1,15`],
    ['rrule', `${dtstart}FREQ=MONTHLY;BYDAY=5MO`],
    ['rrule', `${dtstart}FREQ=MONTHLY;BYDAY=TU;BYMONTHDAY=13`],
    ['rrule', `${dtstart}FREQ=DAILY;UNTIL=20261224T080000`],
    ['rrule', `${dtstart}FREQ=DAILY\nEXDATE:20261124T080000`],
    ['rrule', `DTSTART;TZID=Europe/Berlin:20261120T080000\nRRULE:FREQ=DAILY`],
    ['event', 'order.*'],
    ['condition', 'metric.cpu > 0.9'],
  ] as const)('leaves %s %j to the expression', (kind, expr) => {
    expect(readSchedule({ kind, expr })).toBeUndefined();
  });
});
