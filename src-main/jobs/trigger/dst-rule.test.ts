import { Cron } from 'croner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listSeries } from './series.ts';
import { seriesOf } from './trigger-series.ts';
import type { TriggerTimes } from './trigger-times.ts';

const unbounded = { startAt: null, endAt: null, createdAt: 0, seed: 1, jitterSeconds: 0, exclusions: null };

function trigger(kind: TriggerTimes['kind'], expr: string, timezone: string): TriggerTimes {
  return { kind, expr, timezone, ...unbounded };
}

/** The firings in [from, until), as ISO instants without seconds. */
function firings(times: TriggerTimes, from: string, until: string): string[] {
  const bounds = { after: Date.parse(from) - 1, upTo: Date.parse(until) - 1, limit: 1_000 };
  return listSeries(seriesOf(times), bounds).map((at) => new Date(at).toISOString().replace(/:00\.000Z$/, 'Z'));
}

/**
 * Computed by hand from the published changes of the clocks. Each row: a local day (or two) given by its bounds as
 * instants, and every firing in it.
 */
const table: { zone: string; change: string; from: string; until: string; rows: [expr: string, fires: string[]][] }[] =
  [
    {
      zone: 'Europe/Berlin',
      change: '2026-03-29 01:00Z: 02:00 +01 becomes 03:00 +02; the day is 28T23Z to 29T22Z',
      from: '2026-03-28T23:00Z',
      until: '2026-03-29T22:00Z',
      rows: [
        ['30 2 * * *', ['2026-03-29T01:00Z']],
        ['*/30 2 * * *', ['2026-03-29T01:00Z']],
        ['10,40 2 * * *', ['2026-03-29T01:00Z']],
        ['*/15 2 * * *', ['2026-03-29T01:00Z']],
        ['0 3 * * *', ['2026-03-29T01:00Z']],
        ['30 3 * * *', ['2026-03-29T01:30Z']],
        ['30 1-3 * * *', ['2026-03-29T00:30Z', '2026-03-29T01:00Z', '2026-03-29T01:30Z']],
        // 02:00 does not exist and 03:00 is the same instant: one firing for both.
        ['0 1-3 * * *', ['2026-03-29T00:00Z', '2026-03-29T01:00Z']],
        // 00, 02, 04 … 22: `*/2` names its hours.
        ['0 */6 * * *', ['2026-03-28T23:00Z', '2026-03-29T04:00Z', '2026-03-29T10:00Z', '2026-03-29T16:00Z']],
        ['@daily', ['2026-03-28T23:00Z']],
      ],
    },
    {
      zone: 'Europe/Berlin',
      change: '2026-10-25 01:00Z: 03:00 +02 becomes 02:00 +01; the day is 24T22Z to 25T23Z',
      from: '2026-10-24T22:00Z',
      until: '2026-10-25T23:00Z',
      rows: [
        ['30 2 * * *', ['2026-10-25T00:30Z']],
        ['30 1-3 * * *', ['2026-10-24T23:30Z', '2026-10-25T00:30Z', '2026-10-25T02:30Z']],
        ['*/30 2 * * *', ['2026-10-25T00:00Z', '2026-10-25T00:30Z']],
        ['0 3 * * *', ['2026-10-25T02:00Z']],
      ],
    },
    {
      zone: 'Europe/Chisinau',
      change: '2026-03-29 01:00Z: 03:00 +02 becomes 04:00 +03',
      from: '2026-03-28T22:00Z',
      until: '2026-03-29T21:00Z',
      rows: [
        ['30 3 * * *', ['2026-03-29T01:00Z']],
        ['10,40 3 * * *', ['2026-03-29T01:00Z']],
        ['30 2 * * *', ['2026-03-29T00:30Z']],
        ['30 4 * * *', ['2026-03-29T01:30Z']],
      ],
    },
    {
      zone: 'Europe/Chisinau',
      change: '2026-10-25 01:00Z: 04:00 +03 becomes 03:00 +02',
      from: '2026-10-24T21:00Z',
      until: '2026-10-25T22:00Z',
      rows: [
        ['30 3 * * *', ['2026-10-25T00:30Z']],
        ['0 4 * * *', ['2026-10-25T02:00Z']],
      ],
    },
    {
      zone: 'America/New_York',
      change: '2026-03-08 07:00Z: 02:00 -05 becomes 03:00 -04',
      from: '2026-03-08T05:00Z',
      until: '2026-03-09T04:00Z',
      rows: [
        ['30 2 * * *', ['2026-03-08T07:00Z']],
        ['30 1,2,3 * * *', ['2026-03-08T06:30Z', '2026-03-08T07:00Z', '2026-03-08T07:30Z']],
      ],
    },
    {
      zone: 'America/New_York',
      change: '2026-11-01 06:00Z: 02:00 -04 becomes 01:00 -05',
      from: '2026-11-01T04:00Z',
      until: '2026-11-02T05:00Z',
      rows: [
        ['30 1 * * *', ['2026-11-01T05:30Z']],
        ['0 1-2 * * *', ['2026-11-01T05:00Z', '2026-11-01T07:00Z']],
      ],
    },
    {
      zone: 'America/Sao_Paulo',
      change: '2018-11-04 03:00Z: 00:00 -03 becomes 01:00 -02, the day has no midnight',
      from: '2018-11-04T03:00Z',
      until: '2018-11-05T02:00Z',
      rows: [
        ['@daily', ['2018-11-04T03:00Z']],
        ['30 0 * * *', ['2018-11-04T03:00Z']],
        ['0 0 4 11 *', ['2018-11-04T03:00Z']],
        ['30 1 * * *', ['2018-11-04T03:30Z']],
      ],
    },
    {
      zone: 'America/Sao_Paulo',
      change: '2018-02-18 02:00Z: 00:00 -02 of the 18th becomes 23:00 -03 of the 17th',
      from: '2018-02-17T02:00Z',
      until: '2018-02-18T03:00Z',
      rows: [
        ['30 23 * * *', ['2018-02-18T01:30Z']],
        ['0 0 17 2 *', ['2018-02-17T02:00Z']],
      ],
    },
    {
      zone: 'Africa/Cairo',
      change: '2026-04-23 22:00Z: 00:00 +02 of Friday the 24th becomes 01:00 +03',
      from: '2026-04-23T22:00Z',
      until: '2026-04-24T21:00Z',
      rows: [
        ['0 0 * * *', ['2026-04-23T22:00Z']],
        ['15,45 0 * * FRI', ['2026-04-23T22:00Z']],
        ['0 1 * * *', ['2026-04-23T22:00Z']],
        ['0 2 * * *', ['2026-04-23T23:00Z']],
      ],
    },
    {
      zone: 'Africa/Cairo',
      change: '2026-10-29 21:00Z: 24:00 +03 of Thursday the 29th becomes 23:00 +02',
      from: '2026-10-28T21:00Z',
      until: '2026-10-29T22:00Z',
      rows: [
        ['30 23 * * *', ['2026-10-29T20:30Z']],
        ['0 23 29 10 *', ['2026-10-29T20:00Z']],
      ],
    },
    {
      zone: 'Australia/Lord_Howe',
      change: '2026-10-03 15:30Z: 02:00 +10:30 becomes 02:30 +11',
      from: '2026-10-03T13:30Z',
      until: '2026-10-04T13:00Z',
      rows: [
        ['15 2 * * *', ['2026-10-03T15:30Z']],
        ['*/15 2 * * *', ['2026-10-03T15:30Z', '2026-10-03T15:45Z']],
        ['0 3 * * *', ['2026-10-03T16:00Z']],
        ['45 1 * * *', ['2026-10-03T15:15Z']],
      ],
    },
    {
      zone: 'Australia/Lord_Howe',
      change: '2026-04-04 15:00Z: 02:00 +11 becomes 01:30 +10:30',
      from: '2026-04-04T13:00Z',
      until: '2026-04-05T13:30Z',
      rows: [
        ['45 1 * * *', ['2026-04-04T14:45Z']],
        ['0 2 * * *', ['2026-04-04T15:30Z']],
        ['0,30 1 * * *', ['2026-04-04T14:00Z', '2026-04-04T14:30Z']],
      ],
    },
    {
      zone: 'Pacific/Apia',
      change: '2011-12-30 10:00Z: 24:00 -10 of the 29th becomes 00:00 +14 of the 31st; there is no 30th',
      from: '2011-12-29T10:00Z',
      until: '2011-12-31T10:00Z',
      rows: [
        ['0 8 * * *', ['2011-12-29T18:00Z', '2011-12-30T10:00Z', '2011-12-30T18:00Z']],
        ['0 8 30 12 *', ['2011-12-30T10:00Z']],
        ['0 0 * * *', ['2011-12-29T10:00Z', '2011-12-30T10:00Z']],
        ['0 */12 * * *', ['2011-12-29T10:00Z', '2011-12-29T22:00Z', '2011-12-30T10:00Z', '2011-12-30T22:00Z']],
      ],
    },
    {
      zone: 'UTC',
      change: 'never',
      from: '2026-03-29T00:00Z',
      until: '2026-03-30T00:00Z',
      rows: [
        ['30 2 * * *', ['2026-03-29T02:30Z']],
        ['*/30 2 * * *', ['2026-03-29T02:00Z', '2026-03-29T02:30Z']],
      ],
    },
  ];

for (const { zone, change, from, until, rows } of table) {
  describe(`fixed hours in ${zone} (${change})`, () => {
    it.each(rows)('%s', (expr, fires) => {
      const times = trigger('cron', expr, zone);
      expect(firings(times, from, until)).toEqual(fires);
      expect(seriesOf(times).count(Date.parse(from) - 1, Date.parse(until) - 1)).toBe(fires.length);
    });
  });
}

describe('every hour', () => {
  it.each([
    ['Europe/Berlin', '0 * * * *', '2026-10-24T22:00Z', '2026-10-25T23:00Z', 25],
    ['Europe/Berlin', '*/20 * * * *', '2026-10-24T22:00Z', '2026-10-25T23:00Z', 75],
    ['Europe/Berlin', '0 * * * *', '2026-03-28T23:00Z', '2026-03-29T22:00Z', 23],
    ['Europe/Berlin', '@hourly', '2026-03-28T23:00Z', '2026-03-29T22:00Z', 23],
    ['America/Sao_Paulo', '30 * 17 2 *', '2018-02-17T02:00Z', '2018-02-18T03:00Z', 25],
    ['Africa/Cairo', '30 * 29 10 *', '2026-10-28T21:00Z', '2026-10-29T22:00Z', 25],
    // Only 01:30 to 02:00 is read twice: the half hour fires again, the full hour does not.
    ['Australia/Lord_Howe', '0 * * * *', '2026-04-04T13:00Z', '2026-04-05T13:30Z', 24],
    ['Australia/Lord_Howe', '45 * * * *', '2026-04-04T13:00Z', '2026-04-05T13:30Z', 25],
    ['Australia/Lord_Howe', '15 * * * *', '2026-10-03T13:30Z', '2026-10-04T13:00Z', 23],
    ['Pacific/Apia', '0 * * * *', '2011-12-29T10:00Z', '2011-12-31T10:00Z', 48],
    ['Pacific/Apia', '0 * 30 12 *', '2011-12-29T10:00Z', '2011-12-31T10:00Z', 0],
  ])(
    'in %s, %s from %s to %s fires %i times: each existing local time of each pass',
    (zone, expr, from, until, count) => {
      const times = trigger('cron', expr, zone);
      expect(firings(times, from, until)).toHaveLength(count);
      expect(seriesOf(times).count(Date.parse(from) - 1, Date.parse(until) - 1)).toBe(count);
    },
  );

  it('fires in the second pass although the chosen day has no later local time', () => {
    for (const expr of ['30 * 29 10 *', '0 30 * 29 10 * 2026']) {
      expect(firings(trigger('cron', expr, 'Africa/Cairo'), '2026-10-29T20:31Z', '2027-01-01T00:00Z')).toEqual([
        '2026-10-29T21:30Z',
      ]);
    }
  });

  it('looks back into the first pass although the second has had no local time yet', () => {
    // Havana goes from 01:00 back to 00:00 at 2026-11-01 05:00Z.
    const times = trigger('cron', '30 * 1 11 *', 'America/Havana');
    expect(seriesOf(times).previous(Date.parse('2026-11-01T05:10Z'))).toBe(Date.parse('2026-11-01T04:30Z'));
  });
});

describe('D6 DST gap', () => {
  it.each(['30 2 * * *', '*/30 2 * * *'])('Berlin 2026-03-29, %s fires once, at 01:00Z', (expr) => {
    expect(firings(trigger('cron', expr, 'Europe/Berlin'), '2026-03-28T23:00Z', '2026-03-29T22:00Z')).toEqual([
      '2026-03-29T01:00Z',
    ]);
  });
});

describe('D7 DST overlap', () => {
  it.each([
    ['30 2 * * *', 1],
    ['30 1-3 * * *', 3],
    ['*/30 2 * * *', 2],
    ['0 * * * *', 25],
  ])('Berlin 2026-10-25, %s fires %i times that day', (expr, count) => {
    expect(firings(trigger('cron', expr, 'Europe/Berlin'), '2026-10-24T22:00Z', '2026-10-25T23:00Z')).toHaveLength(
      count,
    );
  });
});

describe('days and once follow the same rule', () => {
  it('an interval of a day keeps its local time, moves out of a gap and back, and takes the first pass', () => {
    const daily = { ...trigger('interval', 'P1D', 'Europe/Berlin'), createdAt: Date.parse('2026-03-27T01:30Z') };
    expect(firings(daily, '2026-03-28T00:00Z', '2026-03-31T00:00Z')).toEqual([
      '2026-03-28T01:30Z',
      '2026-03-29T01:00Z',
      '2026-03-30T00:30Z',
    ]);
    expect(firings(daily, '2026-10-24T00:00Z', '2026-10-27T00:00Z')).toEqual([
      '2026-10-24T00:30Z',
      '2026-10-25T00:30Z',
      '2026-10-26T01:30Z',
    ]);
  });

  it('an interval below a day is elapsed time', () => {
    const sixHours = { ...trigger('interval', 'PT6H', 'Europe/Berlin'), createdAt: Date.parse('2026-03-28T23:00Z') };
    expect(firings(sixHours, '2026-03-29T00:00Z', '2026-03-29T18:00Z')).toEqual([
      '2026-03-29T05:00Z',
      '2026-03-29T11:00Z',
      '2026-03-29T17:00Z',
    ]);
  });

  it.each([
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:00Z'],
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30Z'],
    ['2018-11-04T00:00', 'America/Sao_Paulo', '2018-11-04T03:00Z'],
    ['2011-12-30T12:00', 'Pacific/Apia', '2011-12-30T10:00Z'],
    ['2026-10-04T02:10', 'Australia/Lord_Howe', '2026-10-03T15:30Z'],
    ['2026-10-25T02:30:00+01:00', 'Europe/Berlin', '2026-10-25T01:30Z'],
  ])('once at %s in %s', (expr, zone, fires) => {
    expect(firings(trigger('once', expr, zone), '2000-01-01T00:00Z', '2100-01-01T00:00Z')).toEqual([fires]);
  });
});

describe('against a walk of the wall clock, minute by minute', () => {
  const changes: [zone: string, at: string][] = table.map(({ zone, from }) => [zone, from]);
  const field = (highest: number) =>
    fc.oneof(
      fc.constant('*'),
      fc.integer({ min: 0, max: highest }).map(String),
      fc.integer({ min: 2, max: highest }).map((step) => `*/${step}`),
      fc
        .uniqueArray(fc.integer({ min: 0, max: highest }), { minLength: 2, maxLength: 4 })
        .map((list) => list.join(',')),
    );
  const days = fc.constantFrom('* * *', '* * MON-FRI', '* * SUN', '29,30 * *', 'L * *', '1-15 4,10 *');

  it('the firings, their number and the way back are the same', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...changes),
        field(59),
        field(23),
        days,
        ([zone, around], minute, hour, dayFields) => {
          const expr = `${minute} ${hour} ${dayFields}`;
          const from = Date.parse(around) - 6 * 3_600_000;
          const until = from + 60 * 3_600_000;
          const walked = walkClock(expr, zone, { from, until });
          const series = seriesOf(trigger('cron', expr, zone));
          expect(
            listSeries(seriesOf(trigger('cron', expr, zone)), { after: from - 1, upTo: until, limit: 5_000 }),
          ).toEqual(walked);
          expect(series.count(from - 1, until)).toBe(walked.length);
          const back: number[] = [];
          for (let at = series.previous(until); at !== null && at >= from; at = series.previous(at - 1))
            back.unshift(at);
          expect(back).toEqual(walked);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** The rule read literally, with Intl for the clock and croner's `match` for the expression. */
function walkClock(expr: string, zone: string, span: { from: number; until: number }): number[] {
  const matcher = new Cron(expr, { utcOffset: 0 });
  const isEveryHour = expr.split(' ')[1] === '*';
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  const read = (at: number) => Date.parse(`${clock.format(at).replace(' ', 'T')}Z`);
  const fires: number[] = [];
  // Begin early enough to know what the clock had read before `from`.
  let highest = read(span.from - 26 * 3_600_000);
  for (let at = span.from - 26 * 3_600_000; at <= span.until; at += 60_000) {
    const reading = read(at);
    let isDue = isEveryHour && matcher.match(new Date(reading));
    for (let local = highest + 60_000; !isEveryHour && local <= reading; local += 60_000)
      isDue ||= matcher.match(new Date(local));
    if (isDue && at >= span.from) fires.push(at);
    highest = Math.max(highest, reading);
  }
  return fires;
}
