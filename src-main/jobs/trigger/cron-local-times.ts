import { type CronPatternData, findDayFrom, findDayUpTo } from './cron-pattern.ts';
import { dayMs } from './local-time.ts';
import type { Series } from './series.ts';

/**
 * The local times of a cron expression. Every chosen day has the same times of day, so a moment is a day and a
 * rank within it: stepping and counting are arithmetic, also for a per-second expression over years.
 */
export function cronLocalTimes(pattern: CronPatternData): Series {
  const { seconds, minutes, hours, dayExpr } = pattern;
  const perMinute = seconds.length;
  const perHour = minutes.length * perMinute;
  const perDay = hours.length * perHour;

  function timeOfRank(rank: number): number {
    const hour = hours[Math.floor(rank / perHour)] ?? 0;
    const minute = minutes[Math.floor((rank % perHour) / perMinute)] ?? 0;
    return ((hour * 60 + minute) * 60 + (seconds[rank % perMinute] ?? 0)) * 1_000;
  }

  /** How many times of day are at or before. */
  function rankOf(timeOfDay: number): number {
    const hour = Math.floor(timeOfDay / 3_600_000);
    const minute = Math.floor(timeOfDay / 60_000) % 60;
    const second = Math.floor(timeOfDay / 1_000) % 60;
    let rank = countBelow(hours, hour) * perHour;
    if (!hours.includes(hour)) return rank;
    rank += countBelow(minutes, minute) * perMinute;
    return minutes.includes(minute) ? rank + countBelow(seconds, second + 1) : rank;
  }

  function countChosenDays(fromDay: number, untilDay: number): number {
    if (dayExpr === null) return Math.max(0, untilDay - fromDay);
    let count = 0;
    for (let day = findDayFrom(dayExpr, fromDay); day !== null && day < untilDay; day = findDayFrom(dayExpr, day + 1))
      count += 1;
    return count;
  }

  return {
    next(after) {
      const day = Math.floor(after / dayMs);
      const found = findDayFrom(dayExpr, day);
      if (found === null) return null;
      if (found > day) return found * dayMs + timeOfRank(0);
      const rank = rankOf(after - day * dayMs);
      if (rank < perDay) return day * dayMs + timeOfRank(rank);
      const following = findDayFrom(dayExpr, day + 1);
      return following === null ? null : following * dayMs + timeOfRank(0);
    },
    previous(upTo) {
      const day = Math.floor(upTo / dayMs);
      const found = findDayUpTo(dayExpr, day);
      if (found === null) return null;
      if (found < day) return found * dayMs + timeOfRank(perDay - 1);
      const rank = rankOf(upTo - day * dayMs);
      if (rank > 0) return day * dayMs + timeOfRank(rank - 1);
      const preceding = findDayUpTo(dayExpr, day - 1);
      return preceding === null ? null : preceding * dayMs + timeOfRank(perDay - 1);
    },
    count(after, upTo) {
      if (upTo <= after) return 0;
      const firstDay = Math.floor(after / dayMs);
      const lastDay = Math.floor(upTo / dayMs);
      const rankWithin = (day: number, moment: number) =>
        findDayFrom(dayExpr, day) === day ? rankOf(moment - day * dayMs) : 0;
      return countChosenDays(firstDay, lastDay) * perDay + rankWithin(lastDay, upTo) - rankWithin(firstDay, after);
    },
  };
}

/** How many values of an ascending list are smaller. */
function countBelow(values: readonly number[], bound: number): number {
  const index = values.findIndex((value) => value >= bound);
  return index === -1 ? values.length : index;
}
