import type { RefuseLine } from './calendar-lines.ts';

/** As many as a trigger may exclude (contract). */
export const mostExcludedDates = 5_000;
/** Days that rules look through and events cover, those that come again counted again: some 100 ms of work. */
const mostDaysOfWork = 400_000;

/** The days of all events of a file together, and what they cost. */
export interface GatheredDays {
  /** Counts days that are looked at for an event beginning on that line. */
  spend(line: number, days: number): void;
  /** Adds a row of days. */
  add(line: number, days: { from: number; until: number }): void;
  /** Ascending. */
  list(): number[];
}

/** Puts days together one by one, and refuses at once what would be more than a trigger excludes, or too much work. */
export function gatherDays(refuse: RefuseLine): GatheredDays {
  const gathered = new Set<number>();
  let work = 0;
  function spend(line: number, days: number): void {
    work += days;
    if (work > mostDaysOfWork)
      throw refuse(line, 'the events up to here repeat and overlap too often; leave away those that are not needed');
  }
  return {
    spend,
    add(line, { from, until }) {
      for (let day = from; day <= until; day += 1) {
        spend(line, 1);
        gathered.add(day);
        if (gathered.size > mostExcludedDates)
          throw refuse(line, `more than ${mostExcludedDates} days come together by here`);
      }
    },
    list: () => [...gathered].toSorted((a, b) => a - b),
  };
}
