import { describe, expect, it } from 'vitest';
import { chooseStep, rangeOf, stepsBack, stripSteps } from './strip-span.ts';

const on = (kind: 'cron' | 'interval' | 'rrule' | 'once' | 'event', expr: string, enabled = true) => ({
  kind,
  expr,
  enabled,
});

describe('how much of the occurrences is in view', () => {
  it.each([
    [on('cron', '* * * * *'), 'hour'],
    [on('interval', 'PT30S'), 'hour'],
    [on('cron', '*/5 * * * *'), 'quarter-day'],
    [on('cron', '*/15 6-20 * * MON-FRI'), 'day'],
    [on('cron', '0 * * * *'), 'day'],
    [on('cron', '30 2 * * *'), 'week'],
    [on('cron', '0 7 * * MON'), 'half-year'],
    [on('cron', '*/20 9-17 L * *'), 'week'],
    [on('cron', '0 6 1 * *'), 'half-year'],
    [on('rrule', 'DTSTART:20261120T080000\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH'), 'half-year'],
    [on('rrule', 'RRULE:FREQ=DAILY;BYHOUR=8,12'), 'week'],
    [on('once', '2026-12-24T18:00'), 'day'],
    [on('event', 'order.*'), 'day'],
  ] as const)('fits the rhythm of %j: %s', (trigger, step) => {
    expect(chooseStep([trigger])).toBe(step);
  });

  it('goes by the fastest trigger that is on', () => {
    expect(chooseStep([on('cron', '0 7 * * MON'), on('cron', '* * * * *', false), on('cron', '0 * * * *')])).toBe(
      'day',
    );
    expect(chooseStep([])).toBe('day');
  });

  it('ends with what is now, or has a half that lies ahead', () => {
    const now = new Date(2026, 9, 22, 14, 32).getTime();
    const hours = (step: (typeof stripSteps)[number], back = 0) => {
      const { from, to } = rangeOf(step, { back, now });
      return [new Date(from), new Date(to)].map(
        (date) => `${date.getMonth() + 1}/${date.getDate()} ${date.getHours()}`,
      );
    };
    expect(hours('hour')).toEqual(['10/22 13', '10/22 15']);
    expect(hours('quarter-day')).toEqual(['10/22 6', '10/22 18']);
    expect(hours('quarter-day', 3)).toEqual(['10/21 12', '10/22 0']);
    expect(hours('day')).toEqual(['10/21 0', '10/23 0']);
    expect(hours('week')).toEqual(['10/16 0', '10/30 0']);
    expect(hours('week', 1)).toEqual(['10/9 0', '10/23 0']);
  });

  it('is found for any moment', () => {
    const now = new Date(2026, 9, 22, 14, 32).getTime();
    for (const step of stripSteps) {
      for (const days of [-400, -31, -1, -0.01, 0, 0.2, 3, 200]) {
        const at = now + days * 86_400_000;
        const { from, to } = rangeOf(step, { back: stepsBack(step, { at, now }), now });
        expect(at).toBeGreaterThanOrEqual(from);
        expect(at).toBeLessThan(to);
      }
    }
  });
});
