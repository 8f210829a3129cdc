import { dayMs } from '../../base/clock.ts';
import { countAtMost } from './count-at-most.ts';
import { dayAt, endOfDay, startOfDay, type Zone } from './local-time.ts';
import { clipSeries, type Series } from './series.ts';

/** Calendar days, as days since 1970-01-01, that were chosen. */
export interface Days {
  /** The first chosen day, this one or later; null when there is none. */
  next(day: number): number | null;
  /** The last chosen day, this one or earlier. */
  previous(day: number): number | null;
  /** Chosen by the weekday alone. */
  readonly isWeekly?: boolean;
}

/** Days of which there is always one before and one after. */
export interface EndlessDays extends Days {
  next(day: number): number;
  previous(day: number): number;
}

/** The days of a list. */
export function daysListed(days: readonly number[]): Days {
  const sorted = days.toSorted((a, b) => a - b);
  return {
    next: (day) => sorted[countAtMost(sorted, day - 1)] ?? null,
    previous: (day) => sorted[countAtMost(sorted, day) - 1] ?? null,
  };
}

/** The days of a kind. Those before one of them have it for an answer alike, which is remembered. */
export function daysWhere(isChosen: (day: number) => boolean): EndlessDays {
  let asked = 0;
  let found = -1;
  return {
    next(day) {
      if (day < asked || day > found) {
        asked = day;
        for (found = day; !isChosen(found); ) found += 1;
      }
      return found;
    },
    previous(day) {
      let at = day;
      while (!isChosen(at)) at -= 1;
      return at;
    },
  };
}

/** Within 42 years every date falls on every weekday, 29 February across a century too. */
const everyWeekdayMs = 42 * 366 * dayMs;
/** A rule that skips periods may take longer than that to come to a weekday, but not for so many firings. */
const fewLeaps = 500;
/** Then the calendar repeats. */
const cycleMs = 400 * 366 * dayMs;

/** The moments of a series on chosen days of the zone; days between are leapt over. */
export function selectDays(series: Series, zone: Zone, days: Days): Series {
  const startOf = (day: number) => startOfDay(zone, day);
  const isInVain = (leaps: number, spanMs: number) =>
    days.isWeekly === true && (spanMs > cycleMs || (spanMs > everyWeekdayMs && leaps > fewLeaps));
  /** From a moment to the first on a chosen day, by `leap` from each before it. */
  function seek(first: number | null, choose: (day: number) => number | null, leap: Leap): number | null {
    for (let at = first, leaps = 0; at !== null && first !== null; leaps += 1) {
      const here = dayAt(zone, at);
      const day = choose(here);
      if (day === here) return at;
      if (day === null || isInVain(leaps, Math.abs(at - first))) return null;
      at = leap(at, day);
    }
    return null;
  }
  // Clocks put back over midnight read a day twice; so that none is leapt back to, each leap passes the moment before.
  const next = (after: number) =>
    seek(series.next(after), days.next, (at, day) => series.next(Math.max(at, startOf(day) - 1)));
  const previous = (upTo: number) =>
    seek(series.previous(upTo), days.previous, (at, day) => series.previous(Math.min(at, startOf(day + 1)) - 1));
  return {
    next,
    previous,
    count(after, upTo) {
      const within = selectDays(clipSeries(series, after + 1, upTo), zone, days);
      let total = 0;
      for (let at = within.next(after); at !== null; ) {
        const until = Math.min(upTo, endOfDay(zone, at));
        total += series.count(at - 1, until);
        at = within.next(until);
      }
      return total;
    },
  };
}

type Leap = (at: number, day: number) => number | null;
