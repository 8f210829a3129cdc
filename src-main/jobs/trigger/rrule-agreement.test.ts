import fc from 'fast-check';
import { RRuleTemporal } from 'rrule-temporal';
import { describe, expect, it } from 'vitest';
import { listSeries } from './series.ts';
import { seriesOf } from './trigger-series.ts';
import type { TriggerTimes } from './trigger-times.ts';

function trigger(expr: string): TriggerTimes {
  const plain = { startAt: null, endAt: null, createdAt: 0, seed: 1, jitterSeconds: 0, exclusions: null };
  return { kind: 'rrule', expr, timezone: 'UTC', ...plain };
}

/** Not where it errs: BYDAY with and without numbers together, BYWEEKNO or BYYEARDAY together with other days. */
describe('against another implementation', () => {
  const list = (values: (string | number)[], longest: number) =>
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: longest }).map((chosen) => chosen.join(','));
  const part = (name: string, value: fc.Arbitrary<string>, weight: number) =>
    fc.option(value, { freq: weight + 1, nil: null }).map((chosen) => (chosen === null ? '' : `;${name}=${chosen}`));
  const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const times = [part('BYHOUR', list(range(0, 23), 3), 1), part('BYMINUTE', list([0, 15, 30], 2), 1)];
  const interval = part('INTERVAL', fc.integer({ min: 2, max: 5 }).map(String), 1);
  const months = part('BYMONTH', list(range(1, 12), 3), 1);
  const rule = fc
    .oneof(
      fc.tuple(fc.constant('FREQ=DAILY'), interval, months, part('BYDAY', list(days, 3), 1), ...times),
      fc.tuple(fc.constant('FREQ=DAILY'), interval, part('BYMONTHDAY', list([1, 15, 31, -1, -2], 3), 3), ...times),
      fc.tuple(
        fc.constant('FREQ=WEEKLY'),
        interval,
        months,
        part('BYDAY', list(days, 4), 2),
        part('WKST', list(days, 1), 1),
        ...times,
      ),
      fc.tuple(
        fc.constant('FREQ=MONTHLY'),
        interval,
        months,
        part('BYMONTHDAY', list([1, 13, 30, 31, -1], 3), 2),
        ...times,
      ),
      fc.tuple(
        fc.constant('FREQ=MONTHLY'),
        interval,
        fc.oneof(list(days, 3), list(['1MO', '-1FR', '3WE', '5SA'], 3)).map((chosen) => `;BYDAY=${chosen}`),
        part('BYSETPOS', list([1, 2, -1], 2), 1),
        ...times,
      ),
      fc.tuple(
        fc.constant('FREQ=YEARLY'),
        interval,
        months,
        fc.oneof(list(days, 2), list(['1TU', '-1SU', '2WE'], 2)).map((chosen) => `;BYDAY=${chosen}`),
        ...times,
      ),
      fc.tuple(fc.constant('FREQ=YEARLY'), interval, months, part('BYMONTHDAY', list([1, 29, 31, -1], 3), 2), ...times),
      fc.tuple(
        fc.constant('FREQ=YEARLY'),
        interval,
        list([1, 60, 200, 366, -1], 3).map((chosen) => `;BYYEARDAY=${chosen}`),
        ...times,
      ),
      fc.tuple(fc.constant('FREQ=HOURLY'), interval, part('BYDAY', list(days, 3), 1), ...times),
      fc.tuple(fc.constant('FREQ=MINUTELY'), interval, part('BYDAY', list(days, 3), 1), ...times),
    )
    .map((parts) => parts.join(''));
  const start = fc.constantFrom('20260115T080000', '20240229T233000', '20251231T000000', '20230330T014500');

  it('rules in UTC give the same, forwards, backwards and counted', () => {
    fc.assert(
      fc.property(rule, start, fc.integer({ min: 0, max: 2_000 }), (text, dtstart, daysOn) => {
        const other = new RRuleTemporal({ rruleString: `DTSTART:${dtstart}Z\nRRULE:${text}` });
        const after = Date.parse('2026-01-01T00:00Z') + daysOn * 86_400_000;
        const expected: number[] = [];
        for (let at = after; expected.length < 8; ) {
          const next = nextOf(other, at);
          if (next === null || next > after + 8 * 366 * 86_400_000) break;
          expected.push(next);
          at = next;
        }
        const times = trigger(`DTSTART:${dtstart}Z\nRRULE:${text}`);
        const last = expected.at(-1) ?? after;
        expect(listSeries(seriesOf(times), { after: after, upTo: last, limit: 99 })).toEqual(expected);
        expect(seriesOf(times).count(after, last)).toBe(expected.length);
        expect(expected.map((at) => seriesOf(times).previous(at))).toEqual(expected);
        expect(expected.slice(1).map((at) => seriesOf(times).previous(at - 1))).toEqual(expected.slice(0, -1));
      }),
      { numRuns: 150 },
    );
  });
});

/** It throws where a rule has nothing for long. */
function nextOf(rule: RRuleTemporal, after: number): number | null {
  try {
    return rule.next(new Date(after))?.epochMilliseconds ?? null;
  } catch {
    return null;
  }
}
