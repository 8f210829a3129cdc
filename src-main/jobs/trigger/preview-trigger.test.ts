import { describe, expect, it } from 'vitest';
import { Preview } from '#contract/triggers.ts';
import { describeTrigger } from './describe-trigger.ts';
import { previewTrigger } from './preview-trigger.ts';
import type { TriggerDefinition } from './read-trigger.ts';

const from = Date.parse('2026-03-28T12:00Z');

const plain = {
  ...{ startAt: null, endAt: null, createdAt: from, seed: 1, jitterSeconds: 0, exclusions: null },
  ...{ filter: null, debounceSeconds: null, batch: null, everySeconds: null, forSeconds: null },
};

function trigger(
  kind: TriggerDefinition['kind'],
  expr: string,
  more: Partial<TriggerDefinition> = {},
): TriggerDefinition {
  return { kind, expr, timezone: 'Europe/Berlin', ...plain, ...more };
}

function codes(times: TriggerDefinition): string[] {
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
    const instants = (times: TriggerDefinition) =>
      previewTrigger({ trigger: times, count: 2, from }).instants.map(({ at }) => at);
    expect(instants(trigger('cron', '0 13 * * *'))).toEqual(['2026-03-29T11:00:00.000Z', '2026-03-30T11:00:00.000Z']);
    expect(instants(trigger('interval', 'P1D'))).toEqual(['2026-03-29T11:00:00.000Z', '2026-03-30T11:00:00.000Z']);
    expect(instants(trigger('interval', 'PT5S'))).toEqual(['2026-03-28T12:00:05.000Z', '2026-03-28T12:00:10.000Z']);
  });

  it.each([
    [trigger('cron', '0 0 31 2 *'), 'no such date comes up to the year 9999; choose one that does'],
    [
      trigger('cron', '0 0 0 1 1 * 2020'),
      'its last instant was 2020-01-01 00:00:00 Europe/Berlin +01:00; choose a later one',
    ],
    [
      trigger('once', '2026-01-01T00:00'),
      'its last instant was 2026-01-01 00:00:00 Europe/Berlin +01:00; choose a later one',
    ],
    [
      trigger('cron', '@daily', { endAt: from - 1 }),
      'its next instant would be 2026-03-29 00:00:00 Europe/Berlin +01:00, after endAt; move endAt behind it',
    ],
    [
      trigger('once', '2026-04-01T00:00', { startAt: Date.parse('2026-05-01T00:00Z') }),
      'all its instants come before startAt; move startAt before them',
    ],
    [
      trigger('cron', '0 8 * * SAT', { exclusions: { dates: [], weekdays: ['SAT'], policy: 'skip' } }),
      'all its instants fall on excluded days; exclude fewer',
    ],
    [
      trigger('rrule', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'),
      'no such date comes up to the year 9999; choose one that does',
    ],
  ])('of %o, which never fires, has no instants and says why', (times, why) => {
    expect(previewTrigger({ trigger: times, count: 10, from })).toMatchObject({
      instants: [],
      warnings: [
        { code: 'never-fires', message: `${times.expr} has no instant after 2026-03-28 12:00:00 UTC: ${why}` },
      ],
    });
  });
});

describe('a preview of what is moved, left out and spread', () => {
  const daily = { timezone: 'UTC', createdAt: from };
  const listed = (more: Partial<TriggerDefinition>, count: number, at = from) =>
    previewTrigger({ trigger: trigger('cron', '0 8 * * *', { ...daily, ...more }), count, from: at }).instants.map(
      (instant) => instant.at.slice(0, 16),
    );
  const weekend = (policy: 'skip' | 'next-working-day', dates: string[] = []) => ({
    exclusions: { dates, weekdays: ['SAT' as const, 'SUN' as const], policy },
  });

  it('leaves excluded days out', () => {
    // 2026-03-28 is a Saturday
    expect(listed(weekend('skip', ['2026-03-31']), 4)).toEqual([
      '2026-03-30T08:00',
      '2026-04-01T08:00',
      '2026-04-02T08:00',
      '2026-04-03T08:00',
    ]);
  });

  it('shows what moves to the next working day once, also what moves there from before the preview begins', () => {
    const weekly = (at: number, createdAt = Date.parse('2026-03-28T00:00Z')) =>
      previewTrigger({
        trigger: trigger('cron', '0 8 * * SAT', {
          ...daily,
          createdAt,
          ...weekend('next-working-day', ['2026-03-30']),
        }),
        count: 2,
        from: at,
      }).instants.map((instant) => instant.at.slice(0, 16));
    expect(weekly(from)).toEqual(['2026-03-31T08:00', '2026-04-06T08:00']);
    expect(weekly(Date.parse('2026-03-30T12:00Z'))).toEqual(['2026-03-31T08:00', '2026-04-06T08:00']);
    expect(weekly(Date.parse('2026-03-31T08:00Z'))).toEqual(['2026-04-06T08:00', '2026-04-13T08:00']);
    // but not for what was due before there was a trigger
    const monday = Date.parse('2026-03-30T12:00Z');
    expect(weekly(monday, monday)).toEqual(['2026-04-06T08:00', '2026-04-13T08:00']);
    expect(listed(weekend('next-working-day'), 2)).toEqual(['2026-03-30T08:00', '2026-03-31T08:00']);
  });

  it('of a per-second trigger on moved days is as quick as of any other', () => {
    const everySecond = trigger('cron', '* * 8 * * *', { ...daily, ...weekend('next-working-day') });
    const startedAt = performance.now();
    const { instants } = previewTrigger({ trigger: everySecond, count: 1_000, from });
    expect(instants).toHaveLength(1_000);
    expect(instants[0]?.at).toBe('2026-03-30T08:00:00.000Z');
    expect(instants.at(-1)?.at).toBe('2026-03-30T08:16:39.000Z');
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('shows the jitter that will be, the same each time and another for another seed', () => {
    const first = listed({ jitterSeconds: 3_600 }, 5);
    expect(listed({ jitterSeconds: 3_600 }, 5)).toEqual(first);
    expect(listed({ jitterSeconds: 3_600, seed: 2 }, 5)).not.toEqual(first);
    expect(first).not.toEqual(listed({}, 5));
    expect(first.every((at) => at.slice(11, 13) === '08')).toBe(true);
  });

  it('of a trigger whose every day is excluded never fires', () => {
    const { instants, warnings } = previewTrigger({
      trigger: trigger('cron', '0 8 * * SAT', weekend('skip')),
      count: 3,
      from,
    });
    expect(instants).toEqual([]);
    expect(warnings.map(({ code }) => code)).toEqual(['never-fires']);
  });

  it('of an event or a condition has words only', () => {
    expect(previewTrigger({ trigger: trigger('event', 'order.*'), count: 3, from })).toEqual({
      instants: [],
      text: 'When an event order.* arrives',
      warnings: [],
    });
  });
});

describe('warnings', () => {
  it('compares the schedule with how long runs usually take', () => {
    const warned = (expr: string, usualRunMs: number) =>
      previewTrigger({ trigger: trigger('interval', expr), count: 1, from, usualRunMs }).warnings;
    expect(warned('PT1M', 90_000)).toEqual([
      {
        code: 'faster-than-usual-run',
        message:
          'fires 1 minute apart while its runs usually take 1 minute 30 seconds; the next ones wait or are skipped',
      },
    ]);
    expect(warned('PT1M', 60_000)).toEqual([]);
    expect(warned('PT5S', 6_000).map(({ code }) => code)).toEqual(['very-frequent', 'faster-than-usual-run']);
  });

  const messages = (times: TriggerDefinition, at = from) =>
    previewTrigger({ trigger: times, count: 1, from: at }).warnings.map(({ message }) => message);

  it.each([
    [
      'Antarctica/Troll',
      '30 1,2 * * *',
      'on 2026-03-29 the clocks of Antarctica/Troll go forward from 01:00 to 03:00; what is due in between fires once, at 03:00',
      'on 2026-10-25 the clocks of Antarctica/Troll go back from 03:00 to 01:00; what is due in between fires the first time only',
    ],
    [
      'Australia/Lord_Howe',
      '45 1 * * *',
      'on 2026-04-05 the clocks of Australia/Lord_Howe go back from 02:00 to 01:30; what is due in between fires the first time only',
    ],
    [
      'Australia/Lord_Howe',
      '15 2 * * *',
      'on 2026-10-04 the clocks of Australia/Lord_Howe go forward from 02:00 to 02:30; what is due in between fires once, at 02:30',
    ],
    ['Australia/Lord_Howe', '30 2 * * *'],
    [
      'Africa/Cairo',
      '30 23 * * *',
      'on 2026-10-30 the clocks of Africa/Cairo go back from 00:00 to 23:00 of 2026-10-29; what is due in between fires the first time only',
    ],
    [
      'Africa/Cairo',
      '15 0 * * *',
      'on 2026-04-24 the clocks of Africa/Cairo go forward from 00:00 to 01:00; what is due in between fires once, at 01:00',
    ],
  ])('speak of the clocks of %s for %s', (timezone, expr, ...expected) => {
    expect(messages(trigger('cron', expr, { timezone }))).toEqual(expected);
  });

  it('speak of a day the clocks leave out whole, which fires at the beginning of the next', () => {
    const at = Date.parse('2011-12-28T12:00Z');
    const expected = [
      'on 2011-12-30 the clocks of Pacific/Apia go forward from 00:00 to 00:00 of 2011-12-31; what is due in between fires once, at 00:00 of 2011-12-31',
    ];
    const apia = { timezone: 'Pacific/Apia', createdAt: at };
    expect(messages(trigger('cron', '0 8 * * *', apia), at)).toEqual(expected);
    expect(messages(trigger('cron', '0 8 * * FRI', apia), at)).toEqual(expected);
    expect(messages(trigger('rrule', 'FREQ=DAILY;BYHOUR=8;BYMINUTE=0', apia), at)).toEqual(expected);
    expect(messages(trigger('once', '2011-12-30T08:00', apia), at)).toEqual(expected);
    expect(messages(trigger('interval', 'P1D', apia), at)).toEqual(expected);
    expect(messages(trigger('interval', 'PT12H', apia), at)).toEqual([]);
    expect(messages(trigger('cron', '0 * * * *', apia), at)).toEqual([]);
    expect(messages(trigger('cron', '0 8 * * SAT', apia), at)).toEqual([]);
    // what is due on Thursday comes on Friday, of which there is none
    const exclusions = { dates: ['2011-12-29'], weekdays: [], policy: 'next-working-day' as const };
    expect(messages(trigger('cron', '0 8 29 12 *', { ...apia, exclusions }), at)).toEqual(expected);
  });

  it('speak of what is moved into a change of the clocks, and not of what is moved away from it', () => {
    const moved = { exclusions: { dates: [], weekdays: ['SAT' as const], policy: 'next-working-day' as const } };
    const earlier = { ...moved, createdAt: from - 7 * 86_400_000 };
    expect(codes(trigger('cron', '30 2 * * SAT', earlier))).toEqual(['dst-gap', 'dst-overlap']);
    expect(codes(trigger('cron', '0 3 * * SAT', earlier))).toEqual([]);
    expect(codes(trigger('cron', '0,30 * * * SAT', earlier))).toEqual(['dst-gap', 'dst-overlap']);
    const away = trigger('cron', '30 2 * * SUN', { exclusions: { ...moved.exclusions, weekdays: ['SUN'] } });
    expect(codes(away)).toEqual([]);
    expect(previewTrigger({ trigger: away, count: 1, from }).instants).toEqual([
      { at: '2026-03-30T00:30:00.000Z', local: '2026-03-30 02:30:00 Europe/Berlin +02:00' },
    ]);
  });

  it('of a rule speak of its RDATE, and not of what an EXDATE takes', () => {
    const rule = 'DTSTART:20260301T080000\nRRULE:FREQ=DAILY';
    expect(codes(trigger('rrule', rule))).toEqual([]);
    expect(codes(trigger('rrule', `${rule}\nRDATE:20260329T023000`))).toEqual(['dst-gap']);
    expect(codes(trigger('rrule', `${rule}\nRDATE:20261025T023000`))).toEqual(['dst-overlap']);
    expect(codes(trigger('rrule', `${rule}\nRDATE:20260329T010000Z`))).toEqual([]);
    expect(codes(trigger('rrule', 'FREQ=HOURLY;BYMINUTE=10\nRDATE:20260329T023000'))).toEqual(['dst-gap']);
    const inGap = 'DTSTART:20260301T023000\nRRULE:FREQ=DAILY;UNTIL=20260601';
    expect(codes(trigger('rrule', inGap))).toEqual(['dst-gap']);
    expect(codes(trigger('rrule', `${inGap}\nEXDATE:20260329T023000`))).toEqual([]);
    expect(codes(trigger('rrule', `${inGap}\nEXDATE:20260329T010000Z`))).toEqual([]);
    expect(codes(trigger('rrule', `${inGap}\nEXDATE;VALUE=DATE:20260329`))).toEqual([]);
    const [first] = previewTrigger({
      trigger: trigger('rrule', `${rule};UNTIL=20260301\nRDATE:20260329T023000`),
      count: 1,
      from,
    }).instants;
    expect(first).toMatchObject({ at: '2026-03-29T01:00:00.000Z', dst: 'gap' });
  });

  it('do not speak of a change of the clocks on a day that is left out', () => {
    const exclusions = { dates: ['2026-03-29', '2027-03-28'], weekdays: [], policy: 'skip' as const };
    expect(codes(trigger('cron', '30 2 * * *', { exclusions }))).toEqual(['dst-overlap']);
    expect(codes(trigger('cron', '30 2 * * *', { exclusions: { ...exclusions, dates: ['2026-10-25'] } }))).toEqual([
      'dst-gap',
    ]);
  });

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
    [trigger('once', '2026-03-29T02:30'), ['dst-gap']],
    [trigger('once', '2026-03-29T01:30:00Z'), []],
    [trigger('once', '2028-03-26T02:30'), ['dst-gap']],
    [trigger('once', '2028-03-26T02:30', { jitterSeconds: 86_400 }), ['dst-gap']],
    [trigger('cron', '0 30 2 * * * 2028'), ['dst-gap', 'dst-overlap']],
    [trigger('cron', '30 2 * * *', { startAt: Date.parse('2028-03-26T01:00Z') }), ['dst-gap', 'dst-overlap']],
    [trigger('rrule', 'FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0'), ['dst-gap', 'dst-overlap']],
    [trigger('rrule', 'FREQ=HOURLY'), []],
    [trigger('rrule', 'FREQ=SECONDLY;INTERVAL=5'), ['very-frequent']],
    [trigger('rrule', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'), ['never-fires']],
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
    [
      trigger('cron', '30 8 * * MON-FRI', {
        exclusions: { dates: ['2026-12-24', '2026-12-25'], weekdays: [], policy: 'skip' },
        jitterSeconds: 300,
      }),
      'At 08:30, Monday through Friday, not on 2 excluded dates, up to 5 minutes later',
    ],
    [
      trigger('cron', '30 8 * * *', {
        exclusions: { dates: ['2026-12-24'], weekdays: ['SAT', 'SUN'], policy: 'next-working-day' },
        startAt: Date.parse('2026-05-01T06:00Z'),
        endAt: Date.parse('2026-12-31T23:00Z'),
      }),
      'At 08:30, moved from Saturday, Sunday and 2026-12-24 to the next working day, from 2026-05-01 08:00 until 2027-01-01 00:00',
    ],
    [
      trigger('event', 'order.*', { debounceSeconds: 30 }),
      'When an event order.* arrives, 30 seconds after the last one',
    ],
    [
      trigger('event', 'order.*', { filter: 'event.payload.total > 100', batch: { events: 50, seconds: 60 } }),
      'When an event order.* arrives for which event.payload.total > 100, 1 minute after the first one or with 50 of them, once for all',
    ],
    [trigger('event', '*'), 'When any event arrives'],
    [
      trigger('condition', 'metric.diskFree < 5e9', { forSeconds: 300 }),
      'When metric.diskFree < 5e9 holds for 5 minutes, looked at every minute',
    ],
    [
      trigger('condition', 'metric.load > 4.0', { everySeconds: 90 }),
      'When metric.load > 4.0 becomes true, looked at every 1 minute 30 seconds',
    ],
  ])('%o reads %s', (times, text) => {
    expect(describeTrigger(times)).toBe(text);
  });
});
