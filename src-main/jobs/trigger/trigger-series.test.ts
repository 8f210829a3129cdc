import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import { readTriggerTimes } from './read-trigger-times.ts';
import { listSeries } from './series.ts';
import { seriesOf } from './trigger-series.ts';
import type { TriggerTimes } from './trigger-times.ts';

const createdAt = Date.parse('2026-01-01T00:00:00.250Z');

const plain = { seed: 1, jitterSeconds: 0, exclusions: null };

function trigger(kind: TriggerTimes['kind'], expr: string, more: Partial<TriggerTimes> = {}): TriggerTimes {
  return { kind, expr, timezone: 'Europe/Berlin', startAt: null, endAt: null, createdAt, ...plain, ...more };
}

function refusal(times: Parameters<typeof readTriggerTimes>[0]): { path: string; message: string } | undefined {
  try {
    readTriggerTimes(times, { defaultTimezone: 'UTC', createdAt, seed: 1 });
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return error instanceof AppError ? error.errors?.[0] : undefined;
  }
}

describe('D8 timer overflow', () => {
  it('an instant more than 2^31 ms away is a plain number', () => {
    const from = Date.parse('2026-01-02T00:00Z');
    const next = seriesOf(trigger('cron', '0 0 1 1 *', { timezone: 'UTC' })).next(from);
    expect(next).toBe(Date.parse('2027-01-01T00:00Z'));
    expect((next ?? 0) - from).toBeGreaterThan(2 ** 31);
    expect(seriesOf(trigger('once', '2026-03-03T00:00:00Z')).next(from)).toBe(from + 60 * 86_400_000);
  });
});

describe('D11 impossible or silly cron', () => {
  it.each([
    ['61 * * * *', /^minute: 61 is not in 0-59$/],
    ['*/0 * * * *', /^minute: .* steps by 0/],
    ['* 25 * * *', /^hour: 25 is not in 0-23$/],
    ['@reboot', /not a time/],
    ['@every 5m', /^@every is not known/],
    ['* * * *', /^there are 4 fields; write five/],
    ['* * * * * * * *', /^there are 8 fields; write five/],
    ['2026-12-24T18:00', /^there is 1 field; write five/],
    ['hello', /^there is 1 field; write five/],
    [' ', /^is empty; write five/],
    [`${'1,'.repeat(2_500)}1 * * * *`, /at most/],
  ])('%s is refused with trigger.expr and a reason', (expr, reason) => {
    expect(refusal({ kind: 'cron', expr })).toMatchObject({
      path: 'trigger.expr',
      message: expect.stringMatching(reason),
    });
  });

  it.each(['0 0 31 2 *', '0 0 30 2 *', '0 0 0 1 1 * 2020'])('%s is well-formed and never fires', (expr) => {
    expect(refusal({ kind: 'cron', expr })).toBeUndefined();
    expect(seriesOf(trigger('cron', expr)).next(createdAt)).toBeNull();
  });

  it.each([
    ['0 0 29 2 *', '2028-02-29T00:00Z'],
    ['*/10 * * * * *', '2026-01-01T00:00:10Z'],
    ['0 0 0 1 1 * 2030', '2030-01-01T00:00Z'],
    ['0 12 L * *', '2026-01-31T12:00Z'],
    ['0 12 LW * *', '2026-01-30T12:00Z'],
    ['0 12 17W * *', '2026-01-16T12:00Z'],
    ['0 12 * * MON#2', '2026-01-12T12:00Z'],
    ['0 12 * * 5L', '2026-01-30T12:00Z'],
    ['0 12 13 * +FRI', '2026-02-13T12:00Z'],
    ['0 12 13 * FRI', '2026-01-02T12:00Z'],
    ['0 12 ? FEB ?', '2026-02-01T12:00Z'],
    ['@weekly', '2026-01-04T00:00Z'],
    ['@monthly', '2026-02-01T00:00Z'],
    ['@YEARLY', '2027-01-01T00:00Z'],
  ])('%s fires next at %s', (expr, next) => {
    expect(seriesOf(trigger('cron', expr, { timezone: 'UTC' })).next(createdAt)).toBe(Date.parse(next));
  });
});

describe('D12 zone', () => {
  it.each(['Mars/Phobos', 'UTC+2', '', '+02:00', 'Z', '2026-01-01T00:00[Europe/Berlin]'])(
    '%j is refused with trigger.timezone',
    (timezone) => {
      for (const [kind, expr] of [
        ['cron', '* * * * *'],
        ['interval', 'PT5S'],
        ['once', '2027-01-01T00:00Z'],
      ] as const) {
        expect(refusal({ kind, expr, timezone })).toMatchObject({
          path: 'trigger.timezone',
          message: expect.stringContaining('IANA'),
        });
      }
    },
  );

  it.each([
    ['europe/berlin', 'Europe/Berlin'],
    ['Asia/Calcutta', 'Asia/Calcutta'],
    ['utc', 'UTC'],
    ['Etc/GMT+2', 'Etc/GMT+2'],
    ['EST5EDT', 'EST5EDT'],
  ])('%s is stored by its IANA name %s', (timezone, name) => {
    expect(
      readTriggerTimes({ kind: 'cron', expr: '@daily', timezone }, { defaultTimezone: 'UTC', createdAt, seed: 1 })
        .timezone,
    ).toBe(name);
  });

  it("without a zone the machine's is used", () => {
    expect(
      readTriggerTimes({ kind: 'cron', expr: '@daily' }, { defaultTimezone: 'America/New_York', createdAt, seed: 1 })
        .timezone,
    ).toBe('America/New_York');
  });
});

describe('interval', () => {
  it.each([
    'P1M',
    'P1Y',
    'P1DT12H',
    'P1Y2M',
    'P',
    'PT',
    'P0D',
    'PT0S',
    'PT0.5S',
    'PT24H',
    'PT36H',
    '-PT5S',
    '5s',
    'P1.5D',
    'P99999D',
    'pt5s',
    'P1DT',
  ])('%s is refused', (expr) => {
    expect(refusal({ kind: 'interval', expr })).toMatchObject({ path: 'trigger.expr' });
  });

  it('without startAt the first fire is one interval after the creation, fire k exactly k intervals', () => {
    const times = trigger('interval', 'PT90M');
    expect(seriesOf(times).next(0)).toBe(createdAt + 5_400_000);
    expect(seriesOf(times).next(createdAt)).toBe(createdAt + 5_400_000);
    expect(seriesOf(times).next(createdAt + 1_000_000 * 5_400_000)).toBe(createdAt + 1_000_001 * 5_400_000);
    expect(seriesOf(times).previous(createdAt + 5_399_999)).toBeNull();
  });

  it('with startAt fire 0 is at the anchor', () => {
    const startAt = Date.parse('2026-10-25T01:30Z'); // the second 02:30 of that day in Berlin
    for (const expr of ['PT1H', 'P1D', 'P2W'])
      expect(seriesOf(trigger('interval', expr, { startAt })).next(0)).toBe(startAt);
    expect(seriesOf(trigger('interval', 'P1D', { startAt })).next(startAt)).toBe(Date.parse('2026-10-26T01:30Z'));
    expect(seriesOf(trigger('interval', 'P1D', { startAt })).previous(startAt)).toBe(startAt);
    expect(seriesOf(trigger('interval', 'P1D', { startAt })).previous(startAt - 1)).toBeNull();
  });

  it('counts weeks and days as calendar days and takes fractions of seconds', () => {
    const noon = Date.parse('2026-03-20T11:00Z');
    expect(seriesOf(trigger('interval', 'P1W3D', { createdAt: noon })).next(noon)).toBe(
      Date.parse('2026-03-30T10:00Z'),
    );
    expect(seriesOf(trigger('interval', 'PT1.5S')).next(createdAt)).toBe(createdAt + 1_500);
  });
});

describe('once', () => {
  it.each([
    '2026-12-24',
    '2026-02-30T10:00',
    '2026-12-24T24:00',
    '2026-12-24 18:00',
    '2026-13-01T00:00Z',
    '2026-12-24T18:00+25:00',
    'tomorrow',
    '2026-12-24T18:00[Europe/Berlin]',
  ])('%s is refused', (expr) => {
    expect(refusal({ kind: 'once', expr })).toMatchObject({ path: 'trigger.expr' });
  });

  it('fires once and never again', () => {
    const times = trigger('once', '2026-12-24T18:00');
    const at = Date.parse('2026-12-24T17:00Z');
    expect(seriesOf(times).next(createdAt)).toBe(at);
    expect(seriesOf(times).next(at)).toBeNull();
    expect(seriesOf(times).previous(at)).toBe(at);
    expect(seriesOf(times).previous(at - 1)).toBeNull();
  });
});

describe('bounds', () => {
  it('startAt and endAt are included', () => {
    const startAt = Date.parse('2026-01-10T07:00Z');
    const endAt = Date.parse('2026-01-12T07:00Z');
    const times = trigger('cron', '0 8 * * *', { startAt, endAt });
    expect(listSeries(seriesOf(times), { after: 0, upTo: Date.parse('2030-01-01T00:00Z'), limit: 10 })).toEqual([
      startAt,
      startAt + 86_400_000,
      endAt,
    ]);
    expect(seriesOf(times).previous(Date.parse('2030-01-01T00:00Z'))).toBe(endAt);
    expect(seriesOf(times).previous(startAt - 1)).toBeNull();
  });

  it('an end before the start is refused', () => {
    const times = {
      kind: 'cron',
      expr: '@daily',
      startAt: '2026-02-01T00:00:00Z',
      endAt: '2026-01-01T00:00:00Z',
    } as const;
    expect(refusal(times)).toMatchObject({ path: 'trigger.endAt' });
  });
});

const zones = [
  'Europe/Berlin',
  'Europe/Chisinau',
  'America/New_York',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'UTC',
];
const moment = fc.integer({ min: Date.parse('2010-01-01T00:00Z'), max: Date.parse('2035-01-01T00:00Z') });
const anyTrigger: fc.Arbitrary<TriggerTimes> = fc
  .record({
    shape: fc.oneof(
      fc.record({
        kind: fc.constant('cron' as const),
        expr: fc.constantFrom(
          '* * * * * *',
          '*/7 * * * *',
          '30 2 * * *',
          '*/15 0-3 * * *',
          '0 0 LW * *',
          '5 */2 * * MON-FRI',
          '59 23 1,15 * *',
          '0 * 29 10 *',
          '15,45 0 0,1,23 * * SUN',
        ),
      }),
      fc.record({
        kind: fc.constant('interval' as const),
        expr: fc.constantFrom('PT1S', 'PT7M', 'PT5H30M', 'P1D', 'P3D', 'P2W'),
      }),
      fc.record({
        kind: fc.constant('rrule' as const),
        expr: fc.constantFrom(
          'FREQ=DAILY',
          'FREQ=DAILY;COUNT=30',
          'FREQ=DAILY;INTERVAL=3;BYHOUR=0,2,23;BYMINUTE=15,45;BYSECOND=0',
          'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU',
          'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,1;BYHOUR=2,17;BYMINUTE=30',
          'FREQ=YEARLY;BYWEEKNO=1,52,53;BYDAY=MO,SU',
          'FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU;BYHOUR=2;BYMINUTE=30;BYSECOND=0',
          'FREQ=HOURLY',
          'FREQ=HOURLY;INTERVAL=5;BYMINUTE=0,30;BYSECOND=0;COUNT=40',
          'FREQ=MINUTELY;INTERVAL=7;BYDAY=SU,MO',
          'FREQ=MINUTELY;INTERVAL=15;BYHOUR=1,2,3',
          'FREQ=SECONDLY;INTERVAL=7;BYMINUTE=0',
          'FREQ=SECONDLY',
          'DTSTART:20100131T023000\nRRULE:FREQ=MONTHLY\nEXDATE;VALUE=DATE:20140131\nRDATE:20260329T023000,20261025T023000',
        ),
      }),
      fc.record({
        kind: fc.constant('once' as const),
        expr: fc.constantFrom('2026-03-29T02:30', '2018-11-04T00:15', '2011-12-30T12:00', '2026-10-25T02:30:00Z'),
      }),
    ),
    timezone: fc.constantFrom(...zones),
    startAt: fc.option(moment),
    duration: fc.option(fc.integer({ min: 0, max: 10 * 366 * 86_400_000 })),
    createdAt: moment,
  })
  .map(({ shape, timezone, startAt, duration, createdAt: anchorAt }) => ({
    ...shape,
    ...plain,
    timezone,
    startAt,
    endAt: duration === null ? null : (startAt ?? anchorAt) + duration,
    createdAt: anchorAt,
  }));

describe('any trigger', () => {
  it('fires at strictly increasing instants inside its bounds', () => {
    fc.assert(
      fc.property(anyTrigger, moment, (times, from) => {
        const fires = listSeries(seriesOf(times), { after: from, upTo: Number.MAX_SAFE_INTEGER, limit: 40 });
        let last = from;
        for (const at of fires) {
          expect(at).toBeGreaterThan(last);
          expect(at).toBeGreaterThanOrEqual(times.startAt ?? at);
          expect(at).toBeLessThanOrEqual(times.endAt ?? at);
          last = at;
        }
      }),
    );
  });

  it('answers the same wherever one starts to ask, forwards, backwards and by counting', () => {
    fc.assert(
      fc.property(anyTrigger, moment, fc.double({ min: 0, max: 1, noNaN: true }), (times, from, part) => {
        const series = seriesOf(times);
        const fires = listSeries(seriesOf(times), { after: from, upTo: Number.MAX_SAFE_INTEGER, limit: 12 });
        const last = fires.at(-1);
        if (last === undefined) return;
        const start = from + Math.floor((last - from) * part);
        const expected = fires.filter((at) => at > start);
        expect(listSeries(seriesOf(times), { after: start, upTo: last, limit: 12 })).toEqual(expected);
        expect(series.count(start, last)).toBe(expected.length);
        expect(series.count(from, start)).toBe(fires.length - expected.length);
        expect(series.previous(last)).toBe(last);
        for (const [index, at] of fires.entries())
          if (index > 0) expect(series.previous(at - 1)).toBe(fires[index - 1]);
      }),
    );
  });

  it('is the same after being saved and loaded', () => {
    fc.assert(
      fc.property(anyTrigger, moment, (times, from) => {
        const loaded = JSON.parse(JSON.stringify(times));
        expect(loaded).toEqual(times);
        expect(seriesOf(loaded).next(from)).toBe(seriesOf(times).next(from));
      }),
    );
  });
});

it('counts a per-second trigger over ten years as exactly as one over a minute', () => {
  const from = Date.parse('2020-01-01T00:00Z');
  const until = Date.parse('2030-01-01T00:00Z');
  for (const timezone of zones) {
    expect(seriesOf(trigger('cron', '* * * * * *', { timezone })).count(from, until)).toBe((until - from) / 1_000);
    expect(seriesOf(trigger('interval', 'PT1S', { timezone, createdAt: from })).count(from, until)).toBe(
      (until - from) / 1_000,
    );
  }
});

it('tells what an answer costs', () => {
  const rows = [
    trigger('cron', '0 8 * * *'),
    trigger('cron', '* * * * * *'),
    trigger('cron', '*/5 9-17 * * MON-FRI'),
    trigger('cron', '0 0 15W * *'),
    trigger('interval', 'PT5S'),
    trigger('interval', 'P1D'),
    trigger('once', '2026-12-24T18:00'),
    trigger('rrule', 'FREQ=DAILY;BYHOUR=8;BYMINUTE=0;BYSECOND=0'),
    trigger('rrule', 'FREQ=WEEKLY;BYDAY=MO,WE,FR'),
    trigger('rrule', 'FREQ=MONTHLY;BYDAY=-1FR'),
    trigger('rrule', 'FREQ=YEARLY;BYWEEKNO=20'),
    trigger('rrule', 'FREQ=MINUTELY;INTERVAL=7'),
  ].map((times) => {
    let at = createdAt;
    const rounds = 1_000;
    const startedAt = performance.now();
    for (let round = 0; round < rounds; round += 1) at = seriesOf(times).next(at) ?? createdAt;
    return `${times.expr}: ${(((performance.now() - startedAt) * 1_000) / rounds).toFixed(1)} µs`;
  });
  const distinct = Array.from({ length: 1_440 }, (_, minute) =>
    trigger('cron', `${minute % 60} ${Math.floor(minute / 60)} * * 1-5`),
  );
  const startedAt = performance.now();
  for (const times of distinct) seriesOf(times).next(createdAt);
  const coldUs = ((performance.now() - startedAt) * 1_000) / distinct.length;
  console.log(`next instant: ${rows.join(', ')}; first question to an expression: ${coldUs.toFixed(1)} µs`);
});
