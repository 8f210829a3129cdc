import { dayMs } from '../../base/clock.ts';

/** Dates as whole days since 1970-01-01; months count from 1, weekdays from Monday = 0. */
interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
}

/** 9999-12-31, the last day that is written with four digits of year. */
export const lastDay = 2_932_896;
/** Dates and weekdays repeat after 400 years. */
export const daysPerCycle = 146_097;

/** From 0001-01-01 to 1970-01-01. */
const daysBefore1970 = 719_162;
const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** Counted rather than asked of Date: a rule that never fires looks at the months of four centuries. */
function dayOfDate({ year, month, dayOfMonth }: CalendarDate): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const leapDay = month > 2 && isLeap ? 1 : 0;
  return before * 365 + leapDays - daysBefore1970 + (daysBeforeMonth[month - 1] ?? 0) + leapDay + dayOfMonth - 1;
}

export function dateOfDay(day: number): CalendarDate {
  const date = new Date(day * dayMs);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, dayOfMonth: date.getUTCDate() };
}

export function firstOfYear(year: number): number {
  return dayOfDate({ year, month: 1, dayOfMonth: 1 });
}

/** Months counted through all years. */
export function monthOf(day: number): number {
  const { year, month } = dateOfDay(day);
  return year * 12 + month - 1;
}

export function firstOfMonth(index: number): number {
  const year = Math.floor(index / 12);
  return dayOfDate({ year, month: index - year * 12 + 1, dayOfMonth: 1 });
}

export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** The day its week begins with. */
export function firstOfWeek(day: number, weekStart: number): number {
  return day - ((weekdayOf(day) - weekStart + 7) % 7);
}

/** Week 1 is the first with at least four days in the year (RFC 5545, BYWEEKNO): the one with 4 January in it. */
export function firstOfWeekYear(year: number, weekStart: number): number {
  return firstOfWeek(dayOfDate({ year, month: 1, dayOfMonth: 4 }), weekStart);
}
