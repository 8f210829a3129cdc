import { type CronPatternData, findDayFrom, findDayUpTo } from './cron-pattern.ts';
import type { Series } from './series.ts';
import { localTimesOf, timesOfDay } from './times-of-day.ts';

/** The local times of a cron expression: every chosen day has the same times of day. */
export function cronLocalTimes(pattern: CronPatternData): Series {
  return localTimesOf(chosenDays(pattern.dayExpr), timesOfDay(pattern));
}

/** Days since 1970-01-01; counting them walks from one to the next. */
function chosenDays(dayExpr: string | null): Series {
  return {
    next: (after) => findDayFrom(dayExpr, after + 1),
    previous: (upTo) => findDayUpTo(dayExpr, upTo),
    count(after, upTo) {
      if (dayExpr === null) return Math.max(0, upTo - after);
      let count = 0;
      for (let day = findDayFrom(dayExpr, after + 1); day !== null && day <= upTo; day = findDayFrom(dayExpr, day + 1))
        count += 1;
      return count;
    },
  };
}
