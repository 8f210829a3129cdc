import { describe, expect, it } from 'vitest';
import type { Occurrence } from '#contract/jobs.ts';
import { firstToAsk, fromNearest } from './around-now.ts';

const at = (minute: number, outcome: Occurrence['outcome']) =>
  ({ fireAt: `2026-10-22T20:${minute}:00.000Z`, outcome }) as Occurrence; // no more is read of it
const minuteOf = (occurrence: Occurrence | undefined) => Number(occurrence?.fireAt.slice(14, 16));
const now = Date.parse('2026-10-22T20:30:30Z');
const past = [at(30, 'ran'), at(29, 'skipped')];
const snoozed = [40, 39, 38, 37, 36, 35, 34, 33, 32, 31].map((minute) => at(minute, 'skipped'));
const coming = snoozed.map((each) => ({ ...each, outcome: 'upcoming' as const }));

describe('of instants around now', () => {
  it.each([
    ['some to come', coming],
    ['some to come that are left out already', snoozed],
  ])('the last that was is asked about, with %s', (_, ahead) => {
    expect(minuteOf(firstToAsk([...ahead, ...past], now))).toBe(30);
    expect(minuteOf(firstToAsk(ahead, now))).toBe(31);
    expect(fromNearest([...ahead, ...past], now).map(minuteOf)).toEqual([35, 34, 33, 32, 31, 30, 29]);
    expect(fromNearest(ahead, now).map(minuteOf)).toEqual([35, 34, 33, 32, 31]);
  });

  it('none is asked about where there is none', () => {
    expect(firstToAsk([], now)).toBeUndefined();
    expect(fromNearest([], now)).toEqual([]);
  });
});
