import { describe, expect, it } from 'vitest';
import { listSeries } from './series.ts';
import { seriesOf } from './trigger-series.ts';
import type { TriggerTimes } from './trigger-times.ts';

function trigger(kind: TriggerTimes['kind'], expr: string, more: Partial<TriggerTimes>): TriggerTimes {
  const plain = { startAt: null, endAt: null, seed: 1, jitterSeconds: 0, exclusions: null };
  return { kind, expr, timezone: 'UTC', createdAt: 0, ...plain, ...more };
}

function at(hour: number, minutes: string): string {
  return `BYHOUR=${hour};BYMINUTE=${minutes};BYSECOND=0`;
}

/**
 * Computed by hand from the published changes of the clocks. Each row: a local day (or two) given by its bounds as
 * instants, the firings of rules in it, and those of an interval of a day that was created some days before.
 */
const table: {
  zone: string;
  change: string;
  from: string;
  until: string;
  rules: [rule: string, fires: string[]][];
  hourly: [rule: string, count: number][];
  daily: [createdAt: string, fires: string[]];
}[] = [
  {
    zone: 'Europe/Berlin',
    change: '2026-03-29 01:00Z: 02:00 +01 becomes 03:00 +02',
    from: '2026-03-28T23:00Z',
    until: '2026-03-29T22:00Z',
    rules: [
      [`FREQ=DAILY;${at(2, '30')}`, ['2026-03-29T01:00Z']],
      [`FREQ=DAILY;${at(2, '10,40')}`, ['2026-03-29T01:00Z']],
      [`FREQ=WEEKLY;BYDAY=SU;${at(2, '30')}`, ['2026-03-29T01:00Z']],
      [`FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;${at(2, '0')}`, ['2026-03-29T01:00Z']],
      // an hour named is fixed, however fine the frequency
      ['FREQ=MINUTELY;INTERVAL=15;BYHOUR=2', ['2026-03-29T01:00Z']],
      [
        'FREQ=HOURLY;BYHOUR=1,2,3;BYMINUTE=30;BYSECOND=0',
        ['2026-03-29T00:30Z', '2026-03-29T01:00Z', '2026-03-29T01:30Z'],
      ],
    ],
    hourly: [
      ['FREQ=HOURLY', 23],
      ['FREQ=HOURLY;INTERVAL=2', 11],
      ['FREQ=MINUTELY;INTERVAL=20', 69],
    ],
    daily: ['2026-03-26T01:30Z', ['2026-03-29T01:00Z']],
  },
  {
    zone: 'Europe/Berlin',
    change: '2026-10-25 01:00Z: 03:00 +02 becomes 02:00 +01',
    from: '2026-10-24T22:00Z',
    until: '2026-10-25T23:00Z',
    rules: [
      [`FREQ=DAILY;${at(2, '30')}`, ['2026-10-25T00:30Z']],
      [`FREQ=DAILY;${at(2, '0,30')}`, ['2026-10-25T00:00Z', '2026-10-25T00:30Z']],
      ['FREQ=HOURLY;BYHOUR=2;BYMINUTE=30;BYSECOND=0', ['2026-10-25T00:30Z']],
      [`FREQ=DAILY;${at(3, '0')}`, ['2026-10-25T02:00Z']],
    ],
    hourly: [
      ['FREQ=HOURLY', 25],
      ['FREQ=HOURLY;INTERVAL=2', 13],
      ['FREQ=MINUTELY;INTERVAL=20', 75],
    ],
    daily: ['2026-10-20T00:30Z', ['2026-10-25T00:30Z']],
  },
  {
    zone: 'Europe/Chisinau',
    change: '2026-03-29 01:00Z: 03:00 +02 becomes 04:00 +03',
    from: '2026-03-28T22:00Z',
    until: '2026-03-29T21:00Z',
    rules: [
      [`FREQ=DAILY;${at(3, '30')}`, ['2026-03-29T01:00Z']],
      [`FREQ=DAILY;${at(2, '30')}`, ['2026-03-29T00:30Z']],
      [`FREQ=DAILY;${at(4, '30')}`, ['2026-03-29T01:30Z']],
    ],
    hourly: [['FREQ=HOURLY', 23]],
    daily: ['2026-03-20T01:30Z', ['2026-03-29T01:00Z']],
  },
  {
    zone: 'Europe/Chisinau',
    change: '2026-10-25 01:00Z: 04:00 +03 becomes 03:00 +02',
    from: '2026-10-24T21:00Z',
    until: '2026-10-25T22:00Z',
    rules: [
      [`FREQ=DAILY;${at(3, '30')}`, ['2026-10-25T00:30Z']],
      [`FREQ=DAILY;${at(4, '0')}`, ['2026-10-25T02:00Z']],
    ],
    hourly: [['FREQ=HOURLY', 25]],
    daily: ['2026-10-20T00:30Z', ['2026-10-25T00:30Z']],
  },
  {
    zone: 'America/New_York',
    change: '2026-03-08 07:00Z: 02:00 -05 becomes 03:00 -04',
    from: '2026-03-08T05:00Z',
    until: '2026-03-09T04:00Z',
    rules: [
      [`FREQ=DAILY;${at(2, '30')}`, ['2026-03-08T07:00Z']],
      [`FREQ=MONTHLY;BYDAY=2SU;${at(2, '0')}`, ['2026-03-08T07:00Z']],
    ],
    hourly: [['FREQ=HOURLY', 23]],
    daily: ['2026-03-01T07:30Z', ['2026-03-08T07:00Z']],
  },
  {
    zone: 'America/New_York',
    change: '2026-11-01 06:00Z: 02:00 -04 becomes 01:00 -05',
    from: '2026-11-01T04:00Z',
    until: '2026-11-02T05:00Z',
    rules: [
      [`FREQ=DAILY;${at(1, '30')}`, ['2026-11-01T05:30Z']],
      [`FREQ=DAILY;${at(2, '0')}`, ['2026-11-01T07:00Z']],
    ],
    hourly: [['FREQ=HOURLY', 25]],
    daily: ['2026-10-20T05:30Z', ['2026-11-01T05:30Z']],
  },
  {
    zone: 'America/Sao_Paulo',
    change: '2018-11-04 03:00Z: 00:00 -03 becomes 01:00 -02, the day has no midnight',
    from: '2018-11-04T03:00Z',
    until: '2018-11-05T02:00Z',
    rules: [
      [`FREQ=DAILY;${at(0, '0')}`, ['2018-11-04T03:00Z']],
      [`FREQ=MONTHLY;BYMONTHDAY=4;${at(0, '30')}`, ['2018-11-04T03:00Z']],
      [`FREQ=DAILY;${at(1, '30')}`, ['2018-11-04T03:30Z']],
    ],
    hourly: [['FREQ=HOURLY', 23]],
    daily: ['2018-11-01T03:00Z', ['2018-11-04T03:00Z']],
  },
  {
    zone: 'America/Sao_Paulo',
    change: '2018-02-18 02:00Z: 00:00 -02 of the 18th becomes 23:00 -03 of the 17th',
    from: '2018-02-17T02:00Z',
    until: '2018-02-18T03:00Z',
    rules: [
      [`FREQ=DAILY;${at(23, '30')}`, ['2018-02-18T01:30Z']],
      [`FREQ=WEEKLY;BYDAY=SA;${at(0, '0')}`, ['2018-02-17T02:00Z']],
    ],
    hourly: [['FREQ=HOURLY', 25]],
    daily: ['2018-02-11T01:30Z', ['2018-02-18T01:30Z']],
  },
  {
    zone: 'Africa/Cairo',
    change: '2026-04-23 22:00Z: 00:00 +02 of Friday the 24th becomes 01:00 +03',
    from: '2026-04-23T22:00Z',
    until: '2026-04-24T21:00Z',
    rules: [
      [`FREQ=DAILY;${at(0, '0')}`, ['2026-04-23T22:00Z']],
      [`FREQ=WEEKLY;BYDAY=FR;${at(0, '15,45')}`, ['2026-04-23T22:00Z']],
      [`FREQ=DAILY;${at(2, '0')}`, ['2026-04-23T23:00Z']],
    ],
    hourly: [['FREQ=HOURLY', 23]],
    daily: ['2026-04-20T22:30Z', ['2026-04-23T22:00Z']],
  },
  {
    zone: 'Africa/Cairo',
    change: '2026-10-29 21:00Z: 24:00 +03 of Thursday the 29th becomes 23:00 +02',
    from: '2026-10-28T21:00Z',
    until: '2026-10-29T22:00Z',
    rules: [[`FREQ=DAILY;${at(23, '30')}`, ['2026-10-29T20:30Z']]],
    hourly: [['FREQ=HOURLY', 25]],
    daily: ['2026-10-20T20:30Z', ['2026-10-29T20:30Z']],
  },
  {
    zone: 'Australia/Lord_Howe',
    change: '2026-10-03 15:30Z: 02:00 +10:30 becomes 02:30 +11',
    from: '2026-10-03T13:30Z',
    until: '2026-10-04T13:00Z',
    rules: [
      [`FREQ=DAILY;${at(2, '15')}`, ['2026-10-03T15:30Z']],
      [`FREQ=DAILY;${at(2, '15,45')}`, ['2026-10-03T15:30Z', '2026-10-03T15:45Z']],
      [`FREQ=DAILY;${at(3, '0')}`, ['2026-10-03T16:00Z']],
    ],
    hourly: [
      // 02:00 is read by no clock, as 02:30 comes in its place
      ['FREQ=HOURLY', 23],
      ['FREQ=HOURLY;BYMINUTE=15', 23],
      ['FREQ=HOURLY;BYMINUTE=45', 24],
    ],
    daily: ['2026-09-30T15:45Z', ['2026-10-03T15:30Z']],
  },
  {
    zone: 'Australia/Lord_Howe',
    change: '2026-04-04 15:00Z: 02:00 +11 becomes 01:30 +10:30',
    from: '2026-04-04T13:00Z',
    until: '2026-04-05T13:30Z',
    rules: [
      [`FREQ=DAILY;${at(1, '45')}`, ['2026-04-04T14:45Z']],
      [`FREQ=DAILY;${at(2, '0')}`, ['2026-04-04T15:30Z']],
    ],
    hourly: [
      ['FREQ=HOURLY', 24],
      ['FREQ=HOURLY;BYMINUTE=45', 25],
    ],
    daily: ['2026-04-01T14:45Z', ['2026-04-04T14:45Z']],
  },
  {
    zone: 'Pacific/Apia',
    change: '2011-12-30 10:00Z: 24:00 -10 of the 29th becomes 00:00 +14 of the 31st; there is no 30th',
    from: '2011-12-29T10:00Z',
    until: '2011-12-31T10:00Z',
    rules: [
      [`FREQ=DAILY;${at(8, '0')}`, ['2011-12-29T18:00Z', '2011-12-30T10:00Z', '2011-12-30T18:00Z']],
      [`FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;${at(8, '0')}`, ['2011-12-30T10:00Z']],
      [`FREQ=DAILY;${at(0, '0')}`, ['2011-12-29T10:00Z', '2011-12-30T10:00Z']],
    ],
    hourly: [['FREQ=HOURLY', 48]],
    daily: ['2011-12-20T18:00Z', ['2011-12-29T18:00Z', '2011-12-30T10:00Z', '2011-12-30T18:00Z']],
  },
  {
    zone: 'UTC',
    change: 'never',
    from: '2026-03-29T00:00Z',
    until: '2026-03-30T00:00Z',
    rules: [[`FREQ=DAILY;${at(2, '30')}`, ['2026-03-29T02:30Z']]],
    hourly: [['FREQ=HOURLY', 24]],
    daily: ['2026-03-20T02:30Z', ['2026-03-29T02:30Z']],
  },
];

for (const { zone, change, from, until, rules, hourly, daily } of table) {
  describe(`in ${zone} (${change})`, () => {
    const bounds = { after: Date.parse(from) - 1, upTo: Date.parse(until) - 1, limit: 1_000 };
    const fires = (times: TriggerTimes) => {
      const found = listSeries(seriesOf(times), bounds);
      expect(seriesOf(times).count(bounds.after, bounds.upTo)).toBe(found.length);
      return found.map((instant) => new Date(instant).toISOString().replace(/:00\.000Z$/, 'Z'));
    };
    // DTSTART at a midnight long before, of an even day
    const rule = (text: string) => trigger('rrule', `DTSTART:20100102T000000\nRRULE:${text}`, { timezone: zone });

    it.each(rules)('%s', (text, expected) => {
      expect(fires(rule(text))).toEqual(expected);
    });

    it.each(hourly)('%s fires %i times: each existing local time of each pass', (text, count) => {
      expect(fires(rule(text))).toHaveLength(count);
    });

    it('an interval of a day', () => {
      const [createdAt, expected] = daily;
      expect(fires(trigger('interval', 'P1D', { timezone: zone, createdAt: Date.parse(createdAt) }))).toEqual(expected);
    });
  });
}
