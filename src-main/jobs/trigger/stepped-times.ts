import { dayMs } from '../../base/clock.ts';
import { countAtMost } from './count-at-most.ts';
import type { Series } from './series.ts';
import type { TimeLists } from './times-of-day.ts';

/** Every n-th hour, minute or second of the wall clock from an anchor on. */
export interface Steps {
  readonly unitMs: number;
  readonly interval: number;
  /** The local time whose unit is the first. */
  readonly anchor: number;
  /** Days since 1970-01-01. */
  readonly days: Series;
  /** Of the hours, minutes and seconds a unit has, those that are kept. */
  readonly kept: TimeLists;
  /** What happens in each unit, in milliseconds from its beginning; ascending. */
  readonly offsets: readonly number[];
}

/** Chosen days in a row without any step, before there are none to come: more than a lifetime of days. */
const mostFruitless = 30_000;
/** Days differ by where their first step lies; of more kinds than this each has few steps and is quick to list anew. */
const mostKinds = 2_000;

/**
 * The local times of a rule finer than daily with an interval. Days that begin alike have the same times, so each kind
 * of day is listed once; counting costs some 100 µs per year, and "never" at most some 20 ms.
 */
export function steppedTimes(steps: Steps): Series {
  const { unitMs, interval, days } = steps;
  const unitsPerDay = dayMs / unitMs;
  const origin = Math.floor(steps.anchor / unitMs);
  const kinds = new Map<number, readonly number[]>();

  /** How many units after midnight the first step on or after a day comes; a day or more when it has none. */
  const firstStepOf = (day: number) => {
    const midnight = day * unitsPerDay;
    return origin + Math.max(0, Math.ceil((midnight - origin) / interval)) * interval - midnight;
  };
  function timesOn(day: number): readonly number[] {
    const firstStep = firstStepOf(day);
    const known = kinds.get(firstStep);
    if (known !== undefined) return known;
    const times = listStepTimes(steps, firstStep);
    if (kinds.size >= mostKinds) kinds.clear();
    kinds.set(firstStep, times);
    return times;
  }
  const countUpTo = (day: number, moment: number) =>
    days.previous(day) === day ? countAtMost(timesOn(day), moment - day * dayMs) : 0;

  return {
    next(after) {
      let from = Math.floor(after / dayMs);
      for (let tries = 0; tries < mostFruitless; tries += 1) {
        const day = days.next(from - 1);
        if (day === null) return null;
        const times = timesOn(day);
        const time = times[countAtMost(times, after - day * dayMs)];
        if (time !== undefined) return day * dayMs + time;
        from = day + Math.max(1, Math.floor(firstStepOf(day) / unitsPerDay));
      }
      return null;
    },
    previous(upTo) {
      let until = Math.floor(upTo / dayMs);
      for (let tries = 0; tries < mostFruitless; tries += 1) {
        const day = days.previous(until);
        if (day === null) return null;
        const times = timesOn(day);
        const time = times[countAtMost(times, upTo - day * dayMs) - 1];
        if (time !== undefined) return day * dayMs + time;
        // the last step before midnight may lie days back
        const lastStep = firstStepOf(day) - interval;
        until = day - Math.max(1, Math.ceil(-lastStep / unitsPerDay));
      }
      return null;
    },
    count(after, upTo) {
      if (upTo <= after) return 0;
      const firstDay = Math.floor(after / dayMs);
      const lastDay = Math.floor(upTo / dayMs);
      let total = countUpTo(lastDay, upTo) - countUpTo(firstDay, after);
      for (let day = days.next(firstDay - 1); day !== null && day < lastDay; day = days.next(day))
        total += timesOn(day).length;
      return total;
    },
  };
}

/** The times of a day whose first step comes so many units after midnight, in milliseconds since then. */
export function listStepTimes(
  { unitMs, interval, kept, offsets }: Omit<Steps, 'days' | 'anchor'>,
  firstStep: number,
): number[] {
  const times: number[] = [];
  for (let unit = firstStep; unit < dayMs / unitMs; unit += interval) {
    const time = unit * unitMs;
    const isKept =
      kept.hours.includes(Math.floor(time / 3_600_000)) &&
      (unitMs > 60_000 || kept.minutes.includes(Math.floor(time / 60_000) % 60)) &&
      (unitMs > 1_000 || kept.seconds.includes(Math.floor(time / 1_000) % 60));
    if (isKept) for (const offset of offsets) times.push(time + offset);
  }
  return times;
}
