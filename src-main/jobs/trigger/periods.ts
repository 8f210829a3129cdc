import type { Series } from './series.ts';

/**
 * A rule goes from period to period (its frequency, every `interval`-th from that of DTSTART) and chooses days in each.
 * The calendar repeats after 400 years, so what is empty for a whole cycle of periods stays empty: that is how a rule
 * that never fires is told from one that seldom does, in bounded time.
 */
export interface Periods {
  /** Counted through the calendar. */
  indexOf(day: number): number;
  /** Chosen days, ascending. */
  daysOf(index: number): readonly number[];
  readonly interval: number;
  /** After how many periods of the rule in a row everything has been seen. */
  readonly perCycle: number;
}

/** The chosen days from `startDay` on; nothing is looked for in periods after that of `untilDay`. */
export function seriesOfPeriods(periods: Periods, startDay: number, untilDay: number): Series {
  const { indexOf, daysOf, interval, perCycle } = rememberLast(periods);
  const first = indexOf(startDay);
  const last = indexOf(untilDay);
  const ordinalOf = (day: number) => (indexOf(day) - first) / interval;
  return {
    next(after) {
      const from = Math.max(after + 1, startDay);
      let index = first + Math.ceil(ordinalOf(from)) * interval;
      for (let empty = 0; empty <= perCycle && index <= last; empty += 1, index += interval) {
        const found = daysOf(index).find((day) => day >= from);
        if (found !== undefined) return found;
      }
      return null;
    },
    previous(upTo) {
      let index = first + Math.floor(ordinalOf(Math.min(upTo, untilDay))) * interval;
      for (let empty = 0; empty <= perCycle && index >= first; empty += 1, index -= interval) {
        const found = daysOf(index).findLast((day) => day >= startDay && day <= upTo);
        if (found !== undefined) return found;
      }
      return null;
    },
    count(after, upTo) {
      const from = Math.max(after + 1, startDay);
      const end = indexOf(Math.min(upTo, untilDay));
      let total = 0;
      for (let index = first + Math.ceil(ordinalOf(from)) * interval; index <= end; index += interval) {
        const days = daysOf(index);
        const isWhole = (days[0] ?? from) >= from && (days.at(-1) ?? upTo) <= upTo;
        total += isWhole ? days.length : days.filter((day) => day >= from && day <= upTo).length;
      }
      return total;
    },
  };
}

/** Questions come in order: most ask for the period asked for last. */
function rememberLast(periods: Periods): Periods {
  let known: { index: number; days: readonly number[] } | null = null;
  return {
    ...periods,
    daysOf(index) {
      if (known?.index !== index) known = { index, days: periods.daysOf(index) };
      return known.days;
    },
  };
}
