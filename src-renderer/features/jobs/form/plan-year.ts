import { toWallClock } from '../../../lib/format/wall-clock.ts';

/** A day of the year ahead, as the strip shows it. */
export interface YearDay {
  /** 2026-11-20, in the trigger's zone. */
  date: string;
  count: number;
  /** The clocks are put forward or back on it. */
  isClockChange: boolean;
  /** It is one of the days left out by name. */
  isExcluded: boolean;
  /** Beyond what was computed: nothing is known of it. */
  isBeyond: boolean;
}

interface YearMonth {
  /** The first of it, 2026-11-01. */
  key: string;
  /** By day of the month less one; undefined for days before today or a year from it, and those the month has not. */
  days: readonly (YearDay | undefined)[];
}

export interface YearPlan {
  months: readonly YearMonth[];
  clockChanges: readonly string[];
  /** Firings within the year, as far as they were computed. */
  count: number;
  /** The last day everything is known of; undefined when that is all of them. */
  knownUntil: string | undefined;
}

interface YearOptions {
  /** Ascending, epoch milliseconds. */
  instants: readonly number[];
  /** There are more behind the last one. */
  isCut: boolean;
  fromAt: number;
  zone: string;
  excludedDates: readonly string[];
}

/** The month one is in twice: what is left of it, and what goes before in the year to come. */
const monthCount = 13;
const longestMonth = 31;
const dayMs = 86_400_000;

/** A year from today on, day by day: how often a trigger fires, and where the clocks change. */
export function planYear({ instants, isCut, fromAt, zone, excludedDates }: YearOptions): YearPlan {
  const dayOf = (at: number) => toWallClock(at, zone).slice(0, 10);
  const counts = new Map<string, number>();
  for (const at of instants) counts.set(dayOf(at), (counts.get(dayOf(at)) ?? 0) + 1);
  const last = instants.at(-1);
  const knownUntil = isCut && last !== undefined ? dayOf(last) : undefined;
  const excluded = new Set(excludedDates);
  const today = dayOf(fromAt);
  const end = `${Number(today.slice(0, 4)) + 1}${today.slice(4)}`;
  const firstMonth = Date.parse(`${today.slice(0, 7)}-01`);
  const rows = [...Array(monthCount).keys()].map((offset) => {
    const month = addMonths(firstMonth, offset);
    const days = [...Array(longestMonth).keys()].map((index): YearDay | undefined => {
      const date = toDate(month + index * dayMs);
      if (date.slice(0, 7) !== toDate(month).slice(0, 7) || date < today || date >= end) return undefined;
      return {
        date,
        count: counts.get(date) ?? 0,
        isClockChange: changesClock(date, zone),
        isExcluded: excluded.has(date),
        isBeyond: knownUntil !== undefined && date > knownUntil,
      };
    });
    return { key: toDate(month), days };
  });
  const months = rows.filter((month) => month.days.some((day) => day !== undefined));
  const days = months.flatMap((month) => month.days).filter((day) => day !== undefined);
  return {
    months,
    clockChanges: days.filter((day) => day.isClockChange).map(({ date }) => date),
    count: days.reduce((sum, day) => sum + day.count, 0),
    knownUntil: knownUntil !== undefined && days.some((day) => day.isBeyond) ? knownUntil : undefined,
  };
}

/** How full a day is: 0 none, 1 once, 2 up to four times, 3 up to a day's hours, 4 more. */
export function densityOf(count: number): 0 | 1 | 2 | 3 | 4 {
  if (count <= 1) return count === 1 ? 1 : 0;
  if (count <= 4) return 2;
  return count <= 24 ? 3 : 4;
}

/** Whether a day of the zone is longer or shorter than others: its clocks are elsewhere at the next midnight. */
function changesClock(date: string, zone: string): boolean {
  const noon = Date.parse(`${date}T12:00Z`);
  const offset = (at: number) => Date.parse(`${toWallClock(at, zone)}Z`) - at;
  // Changes come at night: between the noons around a day there is at most one, and it is this day's or the one before.
  const [before, after] = [offset(noon - dayMs), offset(noon)];
  return before !== after;
}

function addMonths(month: number, offset: number): number {
  const first = new Date(month);
  return Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + offset, 1);
}

function toDate(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
