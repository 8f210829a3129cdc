import { describe, expect, it } from 'vitest';
import { describeNarrowing } from './trigger-words.ts';

const now = Date.UTC(2026, 9, 22);
const say = (change: object) => describeNarrowing({ kind: 'cron', timezone: 'UTC', ...change }, now);
const exclusions = { dates: [], weekdays: [], policy: 'skip' } as const;
const dates = ['2026-12-24', '2026-12-25', '2026-12-28', '2027-01-01', '2027-01-06'];

describe('what narrows a trigger', () => {
  it('is nothing where nothing does', () => {
    const none = { startAt: null, endAt: null, maxRuns: null, jitterSeconds: 0, exclusions: null, environment: null };
    expect(say({ ...none, debounceSeconds: null, batch: null, input: undefined })).toEqual([]);
  });

  it.each([
    [{ exclusions: { ...exclusions, weekdays: ['SAT', 'SUN'] } }, 'not on Sat, Sun'],
    [{ exclusions: { ...exclusions, dates: dates.slice(0, 1) } }, 'not on Thu Dec 24'],
    [
      { exclusions: { ...exclusions, dates: dates.slice(0, 4) } },
      'not on Thu Dec 24, Fri Dec 25, Mon Dec 28, Fri Jan 1 2027',
    ],
    [{ exclusions: { ...exclusions, dates } }, 'not on Thu Dec 24, Fri Dec 25, Mon Dec 28, 2 more days'],
    [
      { exclusions: { dates: [], weekdays: ['SUN'], policy: 'next-working-day' } },
      'on Sun moved to the next working day',
    ],
    [{ startAt: '2026-11-01T08:00:00.000Z' }, 'from Sun Nov 1 08:00'],
    [{ endAt: '2027-11-01T08:00:00.000Z' }, 'until Mon Nov 1 2027 08:00'],
    [{ maxRuns: 40 }, 'at most 40 times'],
    [{ jitterSeconds: 300 }, 'up to 5 min later'],
    [{ environment: 'TEST' }, 'in TEST'],
    [{ input: null }, 'with an input of its own'],
    [{ kind: 'event', debounceSeconds: 60 }, 'once quiet for 1 min'],
    [{ kind: 'event', batch: { events: 20 } }, 'up to 20 together'],
    [{ kind: 'event', batch: { seconds: 30 } }, 'collected for 30 s'],
    [{ kind: 'condition' }, 'looked at every 1 min'],
  ])('%j is said as "%s"', (change, words) => {
    expect(say(change)).toEqual([words]);
  });

  it('says of a condition how often it is looked at, and how long it has to hold', () => {
    expect(say({ kind: 'condition', everySeconds: 300, forSeconds: 600 })).toEqual([
      'looked at every 5 min',
      'must hold for 10 min',
    ]);
  });
});
