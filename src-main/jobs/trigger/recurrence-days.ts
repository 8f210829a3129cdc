import {
  dateOfDay,
  daysPerCycle,
  firstOfMonth,
  firstOfWeek,
  firstOfWeekYear,
  firstOfYear,
  monthOf,
  weekdayOf,
} from './calendar.ts';
import { type Periods, seriesOfPeriods } from './periods.ts';
import type { RecurrenceRule, WeekdayChoice } from './recurrence-rule.ts';
import { evenSeries, type Series } from './series.ts';

/**
 * The days a rule chooses from that of its DTSTART on, as a series of days since 1970-01-01. A rule finer than daily
 * chooses days by its filters alone; BYSETPOS counts moments, which are not looked at here. Costs some 20 µs for each year between question and answer, and "never" 20 ms;
 * so nothing is looked for in periods after that of `untilDay`.
 */
export function chooseDays(given: RecurrenceRule, startDay: number, untilDay: number): Series {
  const rule = completeRule(isFinerThanDaily(given) ? { ...given, frequency: 'DAILY', interval: 1 } : given, startDay);
  if (rule.frequency === 'DAILY' && !hasDayFilter(rule)) return evenSeries(startDay, rule.interval, 0);
  return seriesOfPeriods(periodsOf(rule, startDay), startDay, untilDay);
}

/** The periods of a rule that is daily or rarer, with all the days it chooses before BYSETPOS. */
export function periodsBeforePositions(given: RecurrenceRule, startDay: number): Periods {
  return periodsOf(completeRule(given, startDay), startDay);
}

export function isFinerThanDaily({ frequency }: RecurrenceRule): boolean {
  return frequency === 'HOURLY' || frequency === 'MINUTELY' || frequency === 'SECONDLY';
}

/** "Information not contained in the rule is derived from DTSTART" (RFC 5545): the day within its period. */
export function completeRule(rule: RecurrenceRule, startDay: number): RecurrenceRule {
  const { frequency, byMonth, byWeekNumber, byYearDay, byMonthDay, byWeekday } = rule;
  if (byYearDay.length > 0 || byMonthDay.length > 0 || byWeekday.length > 0) return rule;
  const { month, dayOfMonth } = dateOfDay(startDay);
  if (frequency === 'WEEKLY' || byWeekNumber.length > 0)
    return { ...rule, byWeekday: [{ weekday: weekdayOf(startDay), ordinal: 0 }] };
  if (frequency === 'MONTHLY') return { ...rule, byMonthDay: [dayOfMonth] };
  if (frequency === 'YEARLY')
    return { ...rule, byMonth: byMonth.length > 0 ? byMonth : [month], byMonthDay: [dayOfMonth] };
  return rule;
}

function hasDayFilter({ byMonth, byYearDay, byMonthDay, byWeekday }: RecurrenceRule): boolean {
  return [byMonth, byYearDay, byMonthDay, byWeekday].some((list) => list.length > 0);
}

function periodsOf(rule: RecurrenceRule, startDay: number): Periods {
  const choose = (first: number, until: number) => listDays(rule, { first, until });
  const { frequency, interval, weekStart } = rule;
  if (frequency === 'DAILY') {
    // a period of one day gives at most one, so days are looked for by month
    return {
      indexOf: monthOf,
      membersOf: (index) => listDays(rule, { first: firstOfMonth(index), until: firstOfMonth(index + 1) }, startDay),
      interval: 1,
      perCycle: (4_800 * interval) / greatestCommonDivisor(interval, daysPerCycle),
    };
  }
  if (frequency === 'WEEKLY') {
    const origin = firstOfWeek(0, weekStart);
    return {
      indexOf: (day) => Math.floor((day - origin) / 7),
      membersOf: (index) => choose(origin + index * 7, origin + index * 7 + 7),
      interval,
      perCycle: daysPerCycle / 7,
    };
  }
  if (frequency === 'MONTHLY') {
    return {
      indexOf: monthOf,
      membersOf: (index) => choose(firstOfMonth(index), firstOfMonth(index + 1)),
      interval,
      perCycle: 4_800,
    };
  }
  // Weeks belong whole to one year: where weeks are numbered the year begins with week 1.
  const firstOf = (year: number) =>
    rule.byWeekNumber.length > 0 ? firstOfWeekYear(year, weekStart) : firstOfYear(year);
  return {
    indexOf(day) {
      const { year } = dateOfDay(day);
      if (day < firstOf(year)) return year - 1;
      return day < firstOf(year + 1) ? year : year + 1;
    },
    membersOf: (year) => choose(firstOf(year), firstOf(year + 1)),
    interval,
    perCycle: 400,
  };
}

/** The days of a period that pass every filter given; with `stepFrom` only every `interval`-th from there. */
function listDays(rule: RecurrenceRule, period: Span, stepFrom?: number): number[] {
  const chosen: number[] = [];
  const step = stepFrom === undefined ? 1 : rule.interval;
  for (let index = monthOf(period.first), first = firstOfMonth(index); first < period.until; index += 1) {
    const month = { first, until: firstOfMonth(index + 1) };
    first = month.until;
    if (rule.byMonth.length > 0 && !rule.byMonth.includes((index % 12) + 1)) continue;
    const year = yearAround(rule, index);
    const from = Math.max(month.first, period.first);
    const until = Math.min(month.until, period.until);
    const origin = stepFrom ?? from;
    for (let day = origin + Math.ceil((from - origin) / step) * step; day < until; day += step)
      if (matchesDay(rule, { day, month, year, period })) chosen.push(day);
  }
  return chosen;
}

/** Looked up only where something counts in years. */
function yearAround({ byYearDay, byWeekday }: RecurrenceRule, monthIndex: number): Span {
  if (byYearDay.length === 0 && byWeekday.every(({ ordinal }) => ordinal === 0)) return { first: 0, until: 0 };
  const year = Math.floor(monthIndex / 12);
  return { first: firstOfYear(year), until: firstOfYear(year + 1) };
}

interface Span {
  readonly first: number;
  readonly until: number;
}

function matchesDay(
  rule: RecurrenceRule,
  { day, month, year, period }: { day: number; month: Span; year: Span; period: Span },
): boolean {
  const { byMonthDay, byYearDay, byWeekNumber, byWeekday } = rule;
  if (byMonthDay.length > 0 && !includesPlace(byMonthDay, day, month)) return false;
  if (byYearDay.length > 0 && !includesPlace(byYearDay, day, year)) return false;
  if (byWeekNumber.length > 0) {
    // the period is a year of whole weeks, which count as its days do
    const weeks = { first: 0, until: (period.until - period.first) / 7 };
    if (!includesPlace(byWeekNumber, Math.floor((day - period.first) / 7), weeks)) return false;
  }
  if (byWeekday.length === 0) return true;
  const isWithinMonth = rule.frequency === 'MONTHLY' || rule.byMonth.length > 0;
  return includesWeekday(byWeekday, day, isWithinMonth ? month : year);
}

/** Whether a list names the place of a day in a span: 1 its first, -1 its last. */
function includesPlace(list: readonly number[], day: number, { first, until }: Span): boolean {
  return list.includes(day - first + 1) || list.includes(day - until);
}

function includesWeekday(choices: readonly WeekdayChoice[], day: number, { first, until }: Span): boolean {
  const weekday = weekdayOf(day);
  const fromStart = Math.floor((day - first) / 7) + 1;
  const fromEnd = -Math.floor((until - 1 - day) / 7) - 1;
  return choices.some(
    ({ weekday: chosen, ordinal }) =>
      chosen === weekday && (ordinal === 0 || ordinal === fromStart || ordinal === fromEnd),
  );
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
