import type { Series } from './series.ts';

/**
 * A rule goes from period to period (its frequency, every `interval`-th from that of DTSTART) and chooses days or
 * moments in each. The calendar repeats after 400 years, so what is empty for a whole cycle of periods stays empty:
 * that is how a rule that never fires is told from one that seldom does, in bounded time.
 */
export interface Periods {
  /** Of a day, or where it chooses moments of a moment; counted through the calendar. */
  indexOf(member: number): number;
  /** What is chosen of a period, ascending. */
  membersOf(index: number): readonly number[];
  readonly interval: number;
  /** After how many periods of the rule in a row everything has been seen. */
  readonly perCycle: number;
}

/** What is chosen from `start` on; nothing is looked for in periods after that of `until`. */
export function seriesOfPeriods(periods: Periods, start: number, until: number): Series {
  const { indexOf, membersOf, interval, perCycle } = rememberLast(periods);
  const first = indexOf(start);
  const last = indexOf(until);
  const ordinalOf = (member: number) => (indexOf(member) - first) / interval;
  return {
    next(after) {
      const from = Math.max(after + 1, start);
      let index = first + Math.ceil(ordinalOf(from)) * interval;
      for (let empty = 0; empty <= perCycle && index <= last; empty += 1, index += interval) {
        const found = membersOf(index).find((member) => member >= from);
        if (found !== undefined) return found;
      }
      return null;
    },
    previous(upTo) {
      let index = first + Math.floor(ordinalOf(Math.min(upTo, until))) * interval;
      for (let empty = 0; empty <= perCycle && index >= first; empty += 1, index -= interval) {
        const found = membersOf(index).findLast((member) => member >= start && member <= upTo);
        if (found !== undefined) return found;
      }
      return null;
    },
    count(after, upTo) {
      const from = Math.max(after + 1, start);
      const end = indexOf(Math.min(upTo, until));
      let total = 0;
      for (let index = first + Math.ceil(ordinalOf(from)) * interval; index <= end; index += interval) {
        const members = membersOf(index);
        const isWhole = (members[0] ?? from) >= from && (members.at(-1) ?? upTo) <= upTo;
        total += isWhole ? members.length : members.filter((member) => member >= from && member <= upTo).length;
      }
      return total;
    },
  };
}

/** Questions come in order: most ask for the period asked for last. */
function rememberLast(periods: Periods): Periods {
  let known: { index: number; members: readonly number[] } | null = null;
  return {
    ...periods,
    membersOf(index) {
      if (known?.index !== index) known = { index, members: periods.membersOf(index) };
      return known.members;
    },
  };
}
