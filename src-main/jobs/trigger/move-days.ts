import { dayMs } from '../../base/clock.ts';
import { meantLocal } from './dst-rule.ts';
import type { ExcludedDays } from './exclude-days.ts';
import { dayAt, endOfDay, firstInstantOf, startOfDay, type Zone } from './local-time.ts';
import { listSeries, type Series } from './series.ts';

/** Instants move over so many days at most. */
export const longestMoveDays = 366;
/** So many move to one day; of a trigger that fires more often it is the last days before that do. */
const mostTogether = 1_000;
/** Working days in a row to which nothing moves, before there are none to come. */
const mostFruitless = 500;
/** Questions go back and forth between a day and the next one. */
const keptTargets = 4;

/** A moment of a working day at which instants of the excluded days before it arrive; ascending, at least one. */
interface Arrival {
  readonly at: number;
  readonly from: readonly number[];
}

/** An instant that has passed and comes to something only later. */
export interface Outstanding {
  readonly nominalAt: number;
  readonly fireAt: number;
}

/** A series whose instants on excluded days come at the same local time of the next day that is not. */
export interface MovedDays {
  /** What stays and what arrives, each moment once. */
  readonly all: Series;
  /** Where an instant of an excluded day arrives; null: nowhere. */
  moveOf(at: number): number | null;
  /** The instants that arrive at a moment. */
  movedTo(at: number): readonly number[];
  /** The first instant of which something may arrive at a moment or later. */
  earliestFor(at: number): number;
  /** The instants up to this moment that arrive after it, each with where. */
  outstandingAt(at: number): Outstanding[];
}

/** Moves what is excluded to the next working day, up to `endAt`. */
export function moveDays(
  { kept, excluded, keptDays }: ExcludedDays,
  { zone, localTimes, endAt }: { zone: Zone; localTimes: Series | null; endAt: number | null },
): MovedDays {
  const lastAt = endAt ?? Number.POSITIVE_INFINITY;
  const startOf = (day: number) => startOfDay(zone, day);
  const known = new Map<number, readonly Arrival[]>();

  function arrivalsOn(target: number): readonly Arrival[] {
    const before = known.get(target);
    if (before !== undefined) return before;
    if (known.size >= keptTargets) known.clear();
    const arrivals = listArrivals(target);
    known.set(target, arrivals);
    return arrivals;
  }

  function listArrivals(target: number): Arrival[] {
    const byMoment = new Map<number, number[]>();
    for (const { after, upTo } of listSources(target))
      for (const from of listSeries(excluded, { after, upTo, limit: mostTogether })) {
        const meant = meantLocal(zone, localTimes, from);
        const at = firstInstantOf(zone, (target - Math.floor(meant / dayMs)) * dayMs + meant);
        if (at <= lastAt) byMoment.set(at, [...(byMoment.get(at) ?? []), from]);
      }
    return [...byMoment].map(([at, from]) => ({ at, from })).toSorted((a, b) => a.at - b.at);
  }

  /** The excluded days before a working day, the last ones whole as long as they are not too many. */
  function listSources(target: number): { after: number; upTo: number }[] {
    const sources: { after: number; upTo: number }[] = [];
    const firstDay = Math.max(keptDays.previous(target - 1) + 1, target - longestMoveDays);
    const endAt = startOf(target) - 1;
    for (let at = excluded.next(startOf(firstDay) - 1); at !== null && at <= endAt; ) {
      const upTo = endOfDay(zone, at);
      sources.push({ after: at - 1, upTo });
      at = excluded.next(upTo);
    }
    let left = mostTogether;
    const firstTooMany = sources.findLastIndex(({ after, upTo }) => {
      left -= excluded.count(after, upTo);
      return left < 0;
    });
    return sources.slice(firstTooMany + 1);
  }

  /** Asked ahead: where nothing is kept any more, that is found out once. */
  const isKept = (at: number) => kept.next(at - 1) === at;
  /** The working day to which what is due on an excluded one moves. */
  const targetAfter = (at: number) => keptDays.next(dayAt(zone, at) + 1);

  const all: Series = {
    next(after) {
      const own = kept.next(after) ?? Number.POSITIVE_INFINITY;
      let target = keptDays.next(dayAt(zone, after));
      for (let fruitless = 0; fruitless < mostFruitless; fruitless += 1) {
        const startAt = startOf(target);
        if (startAt > Math.min(own, lastAt)) break;
        const arrival = arrivalsOn(target).find(({ at }) => at > after);
        if (arrival !== undefined) return Math.min(own, arrival.at);
        const left = excluded.next(Math.max(startAt - 1, after));
        if (left === null) break;
        target = targetAfter(left);
      }
      return Number.isFinite(own) ? own : null;
    },
    previous(upTo) {
      const own = kept.previous(upTo) ?? Number.NEGATIVE_INFINITY;
      let target = keptDays.previous(dayAt(zone, upTo));
      for (let fruitless = 0; fruitless < mostFruitless; fruitless += 1) {
        if (startOf(target + 1) <= own) break;
        const arrival = arrivalsOn(target).findLast(({ at }) => at <= upTo);
        if (arrival !== undefined) return Math.max(own, arrival.at);
        const left = excluded.previous(startOf(keptDays.previous(target - 1) + 1) - 1);
        if (left === null) break;
        target = targetAfter(left);
      }
      return Number.isFinite(own) ? own : null;
    },
    count(after, upTo) {
      let total = kept.count(after, upTo);
      let target = keptDays.next(dayAt(zone, after));
      while (upTo > after && startOf(target) <= Math.min(upTo, lastAt)) {
        for (const { at } of arrivalsOn(target)) if (at > after && at <= upTo && !isKept(at)) total += 1;
        const left = excluded.next(startOf(target) - 1);
        if (left === null) break;
        target = targetAfter(left);
      }
      return total;
    },
  };

  return {
    all,
    moveOf: (at) => arrivalsOn(targetAfter(at)).find(({ from }) => from.includes(at))?.at ?? null,
    movedTo(at) {
      const day = keptDays.previous(dayAt(zone, at));
      // where clocks skip the end of a day, what is due then comes at the beginning of the next one
      const arrivals = [day, keptDays.previous(day - 1)].flatMap((target) => arrivalsOn(target));
      return arrivals.find((arrival) => arrival.at === at)?.from ?? [];
    },
    earliestFor: (at) => startOf(keptDays.previous(dayAt(zone, at) - 1) + 1),
    outstandingAt: (now) =>
      arrivalsOn(keptDays.next(dayAt(zone, now))).flatMap(({ at, from }) =>
        at > now ? from.filter((each) => each <= now).map((nominalAt) => ({ nominalAt, fireAt: at })) : [],
      ),
  };
}
