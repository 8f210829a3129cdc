import { dayMs } from '../../base/clock.ts';
import { seriesOfPeriods } from './periods.ts';
import { chooseDays, isFinerThanDaily, periodsBeforePositions } from './recurrence-days.ts';
import type { Frequency, RecurrenceRule } from './recurrence-rule.ts';
import { clipSeries, emptySeries, type Series } from './series.ts';
import { type Steps, steppedTimes } from './stepped-times.ts';
import { localTimesOf, type TimeLists, type TimesOfDay, timesListed, timesOfDay } from './times-of-day.ts';

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
function dailyTimes(rule: RecurrenceRule, start: number, bounds: DayBounds): Series {
  const times = timesOfDay(timeListsOf(rule, start));
  if (rule.bySetPosition.length > 0) return chosenTimes(rule, times, bounds);
  return localTimesOf(chooseDays(rule, bounds.startDay, bounds.untilDay), times);
}

/** Beyond this position no period has a day: a year of numbered weeks may have 53 of them. */
const mostDays = { YEARLY: 371, MONTHLY: 31, WEEKLY: 7, DAILY: 1 };

/** BYSETPOS counts the moments of a period, through its days. */
function chosenTimes(rule: RecurrenceRule, times: TimesOfDay, { startDay, untilDay }: DayBounds): Series {
  const { size } = times;
  const most = size * (mostDays[rule.frequency as keyof typeof mostDays] ?? 1);
  const positions = rule.bySetPosition.filter((position) => Math.abs(position) <= most);
  if (positions.length === 0) return emptySeries;
  if (rule.frequency === 'DAILY') {
    const chosen = timesListed(indexesAt(size, positions).map((rank) => times.at(rank)));
    return localTimesOf(chooseDays(rule, startDay, untilDay), chosen);
  }
  const { indexOf, membersOf, ...periods } = periodsBeforePositions(rule, startDay);
  const moments = {
    ...periods,
    indexOf: (moment: number) => indexOf(Math.floor(moment / dayMs)),
    membersOf(index: number) {
      const days = membersOf(index);
      return indexesAt(days.length * size, positions).map(
        (at) => (days[Math.floor(at / size)] ?? 0) * dayMs + times.at(at % size),
      );
    },
  };
  return seriesOfPeriods(moments, startDay * dayMs, (untilDay + 1) * dayMs - 1);
}

/** Which of so many things are at positions that count from 1, or from -1 at the end; ascending. */
function indexesAt(length: number, positions: readonly number[]): number[] {
  const indexes = positions.map((position) => (position > 0 ? position - 1 : length + position));
  return [...new Set(indexes.filter((index) => index >= 0 && index < length))].toSorted((a, b) => a - b);
}

function fineTimes(rule: RecurrenceRule, start: number, { startDay, untilDay }: DayBounds): Series {
  const days = chooseDays(rule, startDay, untilDay);
  if (rule.interval === 1 && rule.bySetPosition.length === 0)
    return localTimesOf(days, timesOfDay(timeListsOf(rule, start)));
  return steppedTimes({ ...readSteps(rule, start), days });
}

/** Of a rule finer than daily: BY parts above its unit leave units out, those below say what happens within one. */
export function readSteps(rule: RecurrenceRule, start: number): Omit<Steps, 'days'> {
  const unitMs = unitsMs[rule.frequency] ?? 1_000;
  const lists = timeListsOf(rule, start);
  const within = timesOfDay({
    hours: [0],
    minutes: unitMs > 60_000 ? lists.minutes : [0],
    seconds: unitMs > 1_000 ? lists.seconds : [0],
  });
  const offsets = Array.from({ length: within.size }, (_, rank) => within.at(rank));
  const chosen =
    rule.bySetPosition.length === 0
      ? offsets
      : indexesAt(offsets.length, rule.bySetPosition).map((index) => offsets[index] ?? 0);
  return { unitMs, interval: rule.interval, anchor: start, kept: lists, offsets: chosen };
}

const unitsMs: Partial<Record<Frequency, number>> = { HOURLY: 3_600_000, MINUTELY: 60_000, SECONDLY: 1_000 };

/** What a rule does not say it takes from DTSTART if that is finer than its frequency, else it is all there are. */
export function timeListsOf({ frequency, byHour, byMinute, bySecond }: RecurrenceRule, start: number): TimeLists {
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
