import { dayMs } from './local-time.ts';
import { chooseDays, isFinerThanDaily } from './recurrence-days.ts';
import type { Frequency, RecurrenceRule } from './recurrence-rule.ts';
import { clipSeries, mergeSeries, type Series } from './series.ts';
import { steppedTimes } from './stepped-times.ts';
import { localTimesOf, type TimeLists, timeOfDay, timesOfDay } from './times-of-day.ts';

/** The local times of a rule from that of its DTSTART up to another, without COUNT and UNTIL. */
export function recurrenceLocalTimes(rule: RecurrenceRule, start: number, until: number): Series {
  const bounds = { startDay: Math.floor(start / dayMs), untilDay: Math.floor(until / dayMs) };
  const all = isFinerThanDaily(rule) ? fineTimes(rule, start, bounds) : dailyTimes(rule, start, bounds);
  return clipSeries(all, start, until);
}

interface DayBounds {
  readonly startDay: number;
  readonly untilDay: number;
}

/** Daily or rarer: the same times on every chosen day. */
function dailyTimes(rule: RecurrenceRule, start: number, { startDay, untilDay }: DayBounds): Series {
  const times = timesOfDay(timeListsOf(rule, start));
  if (rule.bySetPosition.length === 0) return localTimesOf(chooseDays(rule, startDay, untilDay), times);
  // The n-th moment of a period is a certain time on its m-th chosen day, as all days have the same number of times.
  const byRank = Map.groupBy(rule.bySetPosition, (position) =>
    position > 0 ? (position - 1) % times.size : times.size - 1 - ((-position - 1) % times.size),
  );
  return mergeSeries(
    [...byRank].map(([rank, positions]) => {
      const bySetPosition = positions.map(
        (position) => Math.sign(position) * Math.ceil(Math.abs(position) / times.size),
      );
      return localTimesOf(chooseDays({ ...rule, bySetPosition }, startDay, untilDay), timeOfDay(times.at(rank)));
    }),
  );
}

/** Hourly or finer: BY parts above its unit leave units out, those below say what happens within one. */
function fineTimes(rule: RecurrenceRule, start: number, { startDay, untilDay }: DayBounds): Series {
  const unitMs = unitsMs[rule.frequency] ?? 1_000;
  const days = chooseDays({ ...rule, bySetPosition: [] }, startDay, untilDay);
  const lists = timeListsOf(rule, start);
  if (rule.interval === 1 && rule.bySetPosition.length === 0) return localTimesOf(days, timesOfDay(lists));
  const within = timesOfDay({
    hours: [0],
    minutes: unitMs > 60_000 ? lists.minutes : [0],
    seconds: unitMs > 1_000 ? lists.seconds : [0],
  });
  const offsets = Array.from({ length: within.size }, (_, rank) => within.at(rank));
  const chosen = offsets.filter(
    (_, index) =>
      rule.bySetPosition.length === 0 ||
      rule.bySetPosition.includes(index + 1) ||
      rule.bySetPosition.includes(index - offsets.length),
  );
  return steppedTimes({ unitMs, interval: rule.interval, anchor: start, days, kept: lists, offsets: chosen });
}

const unitsMs: Partial<Record<Frequency, number>> = { HOURLY: 3_600_000, MINUTELY: 60_000, SECONDLY: 1_000 };

/** What a rule does not say it takes from DTSTART if that is finer than its frequency, else it is all there are. */
function timeListsOf({ frequency, byHour, byMinute, bySecond }: RecurrenceRule, start: number): TimeLists {
  const time = start - Math.floor(start / dayMs) * dayMs;
  const isMinutely = frequency === 'MINUTELY' || frequency === 'SECONDLY';
  const isHourly = isMinutely || frequency === 'HOURLY';
  const fill = (given: readonly number[], isWhole: boolean, all: number, one: number) =>
    given.length > 0 ? given : isWhole ? Array.from({ length: all }, (_, value) => value) : [one];
  return {
    hours: fill(byHour, isHourly, 24, Math.floor(time / 3_600_000)),
    minutes: fill(byMinute, isMinutely, 60, Math.floor(time / 60_000) % 60),
    seconds: fill(bySecond, frequency === 'SECONDLY', 60, Math.floor(time / 1_000) % 60),
  };
}
