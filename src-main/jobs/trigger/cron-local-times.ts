import { cronDays } from './cron-days.ts';
import type { CronPatternData } from './cron-pattern.ts';
import { evenSeries, type Series } from './series.ts';
import { localTimesOf, timesOfDay } from './times-of-day.ts';

const everyDay = evenSeries(0, 1, Number.NEGATIVE_INFINITY);

/** The local times of a cron expression: every chosen day has the same times of day. */
export function cronLocalTimes(pattern: CronPatternData): Series {
  return localTimesOf(pattern.dayExpr === null ? everyDay : cronDays(pattern.dayExpr), timesOfDay(pattern));
}
