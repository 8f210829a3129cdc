import { type Exclusions, Weekday } from '#contract/triggers.ts';
import { dayMs } from '../../base/clock.ts';
import { weekdayOf } from './calendar.ts';
import type { Zone } from './local-time.ts';
import { type Days, daysListed, daysWhere, type EndlessDays, selectDays } from './select-days.ts';
import { mergeSeries, rememberGaps, type Series } from './series.ts';

/** A series in two, by the days of the zone. */
export interface ExcludedDays {
  /** Its moments on days that are not excluded. */
  readonly kept: Series;
  readonly excluded: Series;
  /** The days that are not excluded. */
  readonly keptDays: EndlessDays;
}

/**
 * Takes the days of exclusions out of a series. A question costs at most a step of the series for each date, and where
 * weekdays are excluded for each week of 42 years.
 */
export function excludeDays(series: Series, zone: Zone, exclusions: Exclusions): ExcludedDays {
  const dates = new Set(exclusions.dates.map((date) => Math.floor(Date.parse(date) / dayMs)));
  const weekdays = Weekday.options.map((weekday) => exclusions.weekdays.includes(weekday));
  const hasWeekdays = weekdays.includes(true);
  const isOnWeekday = (day: number) => weekdays[weekdayOf(day)] === true;
  const weekdaysKept = { ...daysWhere((day) => !isOnWeekday(day)), isWeekly: true };
  const weekdaysLeft = { ...daysWhere(isOnWeekday), isWeekly: true };
  const datesKept = daysWhere((day) => !dates.has(day));
  const datesLeft = daysListed([...dates].filter((day) => !isOnWeekday(day)));
  const select = (from: Series, days: Days) => rememberGaps(selectDays(from, zone, days));

  // weekdays first: whether anything is left at all is told from them alone, as dates come to an end
  const onWeek = hasWeekdays ? select(series, weekdaysKept) : series;
  const kept = dates.size > 0 ? select(onWeek, datesKept) : onWeek;
  const excluded = mergeSeries([
    ...(hasWeekdays ? [select(series, weekdaysLeft)] : []),
    ...(dates.size > 0 ? [select(series, datesLeft)] : []),
  ]);
  return {
    kept: { ...kept, count: (after, upTo) => series.count(after, upTo) - excluded.count(after, upTo) },
    excluded,
    keptDays: daysWhere((day) => !dates.has(day) && !isOnWeekday(day)),
  };
}
