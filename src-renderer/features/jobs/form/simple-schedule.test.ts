import { describe, expect, it } from 'vitest';
import { everyDay, readSchedule, type SimpleSchedule, writeSchedule } from './simple-schedule.ts';

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
    ['once', '2026-12-24T18:00:00Z'],
  ] as const)('leaves %s %s to the expression', (kind, expr) => {
    expect(readSchedule({ kind, expr })).toBeUndefined();
  });
});
