import { dayMs } from '../../base/clock.ts';
import { countAtMost } from './count-at-most.ts';
import type { Series } from './series.ts';

/** Every hour of a list with every minute of another and every second of a third; ranks count from 0 in their order. */
export interface TimesOfDay {
  readonly size: number;
  /** The time of that rank, in milliseconds since midnight. */
  at(rank: number): number;
  /** How many are at or before a time of day. */
  rankOf(timeOfDay: number): number;
}

export interface TimeLists {
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly seconds: readonly number[];
}

/** The times of ascending lists, never listed: a rank is arithmetic, also where every second of the day is one. */
export function timesOfDay({ hours, minutes, seconds }: TimeLists): TimesOfDay {
  const perMinute = seconds.length;
  const perHour = minutes.length * perMinute;
  return {
    size: hours.length * perHour,
    at(rank) {
      const hour = hours[Math.floor(rank / perHour)] ?? 0;
      const minute = minutes[Math.floor((rank % perHour) / perMinute)] ?? 0;
      return ((hour * 60 + minute) * 60 + (seconds[rank % perMinute] ?? 0)) * 1_000;
    },
    rankOf(timeOfDay) {
      const hour = Math.floor(timeOfDay / 3_600_000);
      const minute = Math.floor(timeOfDay / 60_000) % 60;
      const second = Math.floor(timeOfDay / 1_000) % 60;
      let rank = countBelow(hours, hour) * perHour;
      if (!hours.includes(hour)) return rank;
      rank += countBelow(minutes, minute) * perMinute;
      return minutes.includes(minute) ? rank + countBelow(seconds, second + 1) : rank;
    },
  };
}

/** The times of an ascending list. */
export function timesListed(times: readonly number[]): TimesOfDay {
  return { size: times.length, at: (rank) => times[rank] ?? 0, rankOf: (other) => countAtMost(times, other) };
}

/**
 * The local times of days that all have the same times of day. `days` is a series of days since 1970-01-01. A moment
 * is a day and a rank within it, so stepping and counting are arithmetic, also for every second over years.
 */
export function localTimesOf(days: Series, times: TimesOfDay): Series {
  const { size } = times;
  const timeWithin = (moment: number, day: number) => moment - day * dayMs;
  const first = (day: number | null) => (day === null ? null : day * dayMs + times.at(0));
  const last = (day: number | null) => (day === null ? null : day * dayMs + times.at(size - 1));
  const isChosen = (day: number) => days.previous(day) === day;
  return {
    next(after) {
      const day = Math.floor(after / dayMs);
      const found = days.next(day - 1);
      if (found !== day) return first(found);
      const rank = times.rankOf(timeWithin(after, day));
      return rank < size ? day * dayMs + times.at(rank) : first(days.next(day));
    },
    previous(upTo) {
      const day = Math.floor(upTo / dayMs);
      const found = days.previous(day);
      if (found !== day) return last(found);
      const rank = times.rankOf(timeWithin(upTo, day));
      return rank > 0 ? day * dayMs + times.at(rank - 1) : last(days.previous(day - 1));
    },
    count(after, upTo) {
      if (upTo <= after) return 0;
      const firstDay = Math.floor(after / dayMs);
      const lastDay = Math.floor(upTo / dayMs);
      const rankWithin = (day: number, moment: number) => (isChosen(day) ? times.rankOf(timeWithin(moment, day)) : 0);
      const wholeDays = days.count(firstDay - 1, lastDay - 1);
      return wholeDays * size + rankWithin(lastDay, upTo) - rankWithin(firstDay, after);
    },
  };
}

/** How many values of an ascending list are smaller. */
function countBelow(values: readonly number[], bound: number): number {
  const index = values.findIndex((value) => value >= bound);
  return index === -1 ? values.length : index;
}
