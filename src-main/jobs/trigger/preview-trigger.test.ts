import { describe, expect, it } from 'vitest';
import { Preview } from '#contract/jobs.ts';
import { describeTrigger, previewTrigger } from './preview-trigger.ts';
import type { TriggerTimes } from './trigger-times.ts';

const from = Date.parse('2026-03-28T12:00Z');

function trigger(kind: TriggerTimes['kind'], expr: string, more: Partial<TriggerTimes> = {}): TriggerTimes {
  return { kind, expr, timezone: 'Europe/Berlin', startAt: null, endAt: null, createdAt: from, ...more };
}

function codes(times: TriggerTimes): string[] {
  return previewTrigger({ trigger: times, count: 1, from }).warnings.map(({ code }) => code);
}

describe('a preview', () => {
  it('gives the next instants with the local reading, the offset and what the clocks did', () => {
    const preview = previewTrigger({ trigger: trigger('cron', '30 2 * * *'), count: 2, from });
    expect(Preview.parse(preview)).toEqual(preview);
    expect(preview).toEqual({
      instants: [
        { at: '2026-03-29T01:00:00.000Z', local: '2026-03-29 03:00:00 Europe/Berlin +02:00', dst: 'gap' },
        { at: '2026-03-30T00:30:00.000Z', local: '2026-03-30 02:30:00 Europe/Berlin +02:00' },
      ],
      text: 'At 02:30',
      warnings: [
        {
          code: 'dst-gap',
          message:
            'on 2026-03-29 the clocks of Europe/Berlin go forward from 02:00 to 03:00; what is due in between fires once, at 03:00',
        },
        {
          code: 'dst-overlap',
          message:
            'on 2026-10-25 the clocks of Europe/Berlin go back from 03:00 to 02:00; what is due in between fires the first time only',
        },
      ],
    });
  });

  it('tells the two passes of an overlap apart', () => {
    const at = Date.parse('2026-10-25T00:00Z');
    expect(previewTrigger({ trigger: trigger('cron', '30 * * * *'), count: 3, from: at }).instants).toEqual([
      { at: '2026-10-25T00:30:00.000Z', local: '2026-10-25 02:30:00 Europe/Berlin +02:00', dst: 'overlap' },
      { at: '2026-10-25T01:30:00.000Z', local: '2026-10-25 02:30:00 Europe/Berlin +01:00', dst: 'overlap' },
      { at: '2026-10-25T02:30:00.000Z', local: '2026-10-25 03:30:00 Europe/Berlin +01:00' },
    ]);
  });

  it('starts after `from`, and an interval without startAt is anchored there', () => {
    const instants = (times: TriggerTimes) =>
      previewTrigger({ trigger: times, count: 2, from }).instants.map(({ at }) => at);
    expect(instants(trigger('cron', '0 13 * * *'))).toEqual(['2026-03-29T11:00:00.000Z', '2026-03-30T11:00:00.000Z']);
    expect(instants(trigger('interval', 'P1D'))).toEqual(['2026-03-29T11:00:00.000Z', '2026-03-30T11:00:00.000Z']);
    expect(instants(trigger('interval', 'PT5S'))).toEqual(['2026-03-28T12:00:05.000Z', '2026-03-28T12:00:10.000Z']);
  });

  it('of a trigger that never fires has no instants and says so', () => {
    for (const times of [
      trigger('cron', '0 0 31 2 *'),
      trigger('cron', '0 0 0 1 1 * 2020'),
      trigger('once', '2026-01-01T00:00'),
      trigger('cron', '@daily', { endAt: from - 1 }),
    ]) {
      const preview = previewTrigger({ trigger: times, count: 10, from });
      expect(preview.instants).toEqual([]);
      expect(preview.warnings.map(({ code }) => code)).toEqual(['never-fires']);
    }
  });
});

describe('warnings', () => {
  it.each([
    [trigger('cron', '0 8 * * *'), []],
    [trigger('cron', '*/20 * * * *'), []],
    [trigger('cron', '*/9 * * * * *'), ['very-frequent']],
    [trigger('cron', '*/10 * * * * *'), []],
    [trigger('cron', '55 59 23 * * *'), []],
    [trigger('interval', 'PT9S'), ['very-frequent']],
    [trigger('interval', 'PT10S'), []],
    [trigger('cron', '30 2 * * *', { timezone: 'UTC' }), []],
    [trigger('cron', '30 2 * * *', { endAt: Date.parse('2026-06-01T00:00Z') }), ['dst-gap']],
    [trigger('cron', '30 2 * * MON'), []],
    [trigger('interval', 'P1D', { createdAt: Date.parse('2026-03-20T01:30Z') }), ['dst-gap', 'dst-overlap']],
    [trigger('once', '2026-10-25T02:30'), ['dst-overlap']],
  ])('%o: %o', (times, expected) => {
    expect(codes(times)).toEqual(expected);
  });
});

describe('in words', () => {
  it.each([
    [trigger('cron', '0 8 * * MON-FRI'), 'At 08:00, Monday through Friday'],
    [trigger('cron', '@hourly'), 'Every hour'],
    [trigger('cron', '0 0 13 * +FRI'), 'At 00:00, on day 13 of the month, only on Friday'],
    [trigger('interval', 'PT5S'), 'Every 5 seconds'],
    [trigger('interval', 'PT1H30M'), 'Every 1 hour 30 minutes'],
    [trigger('interval', 'P1D'), 'Every day'],
    [trigger('interval', 'P14D'), 'Every 2 weeks'],
    [trigger('once', '2026-12-24T18:00'), 'Once, on 2026-12-24 at 18:00'],
    [trigger('once', '2026-12-24T18:00:05+02:00'), 'Once, on 2026-12-24 at 18:00:05 UTC+02:00'],
  ])('%o reads %s', (times, text) => {
    expect(describeTrigger(times)).toBe(text);
  });
});
