import { Cron, CronPattern } from 'croner';
import { makeBoundedCache } from '../../base/bounded-cache.ts';
import { dayMs } from '../../base/clock.ts';
import { firstOfMonth, firstOfYear, lastDay, monthOf, weekdayOf } from './calendar.ts';
import { type Periods, seriesOfPeriods } from './periods.ts';

const keptExprs = 256;
/** Seven fields are read, seconds to years; days begin at midnight. */
const options = { utcOffset: 0, mode: '7-part' } as const;

/** The days that day, month, weekday and year fields choose, as a series of days since 1970-01-01. */
export const cronDays = makeBoundedCache(keptExprs, (dayExpr) =>
  seriesOfPeriods(monthsOf(dayExpr), firstOfYear(1), lastDay),
);

/**
 * Which days of a month an expression chooses (L, W, #, the day of the month or the weekday) depends on the length of
 * the month and the weekday it begins with alone. So croner is asked once about each of these 28 kinds; asked for one
 * day after another it takes some 20 µs for each.
 */
function monthsOf(dayExpr: string): Periods {
  const [dayOfMonth, , weekday] = dayExpr.split(' ');
  const { month, year, starYear } = new CronPattern(`0 0 0 ${dayExpr}`, undefined, options);
  const years = starYear ? null : Uint8Array.from(year);
  const kinds = new Map<number, readonly number[]>();
  function offsetsOf(first: number, length: number): readonly number[] {
    const kind = length * 7 + weekdayOf(first);
    const known = kinds.get(kind);
    if (known !== undefined) return known;
    const croner = new Cron(`0 0 0 ${dayOfMonth} * ${weekday} *`, options);
    const all = Array.from({ length }, (_, offset) => offset);
    const offsets = all.filter((offset) => croner.match(new Date((first + offset) * dayMs)));
    kinds.set(kind, offsets);
    return offsets;
  }
  return {
    indexOf: monthOf,
    membersOf(index) {
      if (month[index % 12] !== 1 || years?.[Math.floor(index / 12)] === 0) return [];
      const first = firstOfMonth(index);
      return offsetsOf(first, firstOfMonth(index + 1) - first).map((offset) => first + offset);
    },
    interval: 1,
    perCycle: starYear ? 4_800 : Number.POSITIVE_INFINITY,
  };
}
