import { dayMs } from '../../base/clock.ts';
import { countAtMost } from './count-at-most.ts';

/**
 * An ordered set of moments that is asked, never listed: the firings of a trigger as instants, or the local
 * times they come from ("as if UTC" milliseconds). Every question costs bounded time, however long the gap.
 */
export interface Series {
  /** The first moment strictly after. */
  next(after: number): number | null;
  /** The last moment at or before. */
  previous(upTo: number): number | null;
  /** How many moments lie in (after, upTo]. */
  count(after: number, upTo: number): number;
}

export const emptySeries: Series = { next: () => null, previous: () => null, count: () => 0 };

/** Evenly spaced moments `origin + k·step` for every whole k from `firstIndex` on. */
export function evenSeries(origin: number, step: number, firstIndex: number): Series {
  const indexAt = (moment: number) => Math.floor((moment - origin) / step);
  return {
    next: (after) => origin + Math.max(firstIndex, indexAt(after) + 1) * step,
    previous: (upTo) => (indexAt(upTo) < firstIndex ? null : origin + indexAt(upTo) * step),
    count: (after, upTo) => Math.max(0, indexAt(upTo) - Math.max(firstIndex - 1, indexAt(after))),
  };
}

export function singleSeries(moment: number): Series {
  const contains = (after: number, upTo: number) => after < moment && moment <= upTo;
  return {
    next: (after) => (after < moment ? moment : null),
    previous: (upTo) => (moment <= upTo ? moment : null),
    count: (after, upTo) => (contains(after, upTo) ? 1 : 0),
  };
}

/** `first`, then all of `rest`, which must lie behind it. */
export function prependSeries(first: number, rest: Series): Series {
  const head = singleSeries(first);
  return {
    next: (after) => head.next(after) ?? rest.next(after),
    previous: (upTo) => rest.previous(upTo) ?? head.previous(upTo),
    count: (after, upTo) => head.count(after, upTo) + rest.count(after, upTo),
  };
}

/** Only the moments from `from` to `until`, both included. */
export function clipSeries(series: Series, from: number, until: number): Series {
  return {
    next(after) {
      const found = series.next(Math.max(after, from - 1));
      return found === null || found > until ? null : found;
    },
    previous(upTo) {
      const found = series.previous(Math.min(upTo, until));
      return found === null || found < from ? null : found;
    },
    count(after, upTo) {
      const lower = Math.max(after, from - 1);
      const upper = Math.min(upTo, until);
      return upper > lower ? series.count(lower, upper) : 0;
    },
  };
}

/** The first `limit` moments in (after, upTo], in order. */
export function listSeries(series: Series, bounds: { after: number; upTo: number; limit: number }): number[] {
  const found: number[] = [];
  let moment = series.next(bounds.after);
  while (moment !== null && moment <= bounds.upTo && found.length < bounds.limit) {
    found.push(moment);
    moment = series.next(moment);
  }
  return found;
}

/** The moments listed; repeats count once. */
export function listedSeries(moments: readonly number[]): Series {
  const sorted = [...new Set(moments)].toSorted((a, b) => a - b);
  return {
    next: (after) => sorted[countAtMost(sorted, after)] ?? null,
    previous: (upTo) => sorted[countAtMost(sorted, upTo) - 1] ?? null,
    count: (after, upTo) => Math.max(0, countAtMost(sorted, upTo) - countAtMost(sorted, after)),
  };
}

/** Remembers the last answers: between a question and its answer lies nothing, so from there the answer is the same. */
export function rememberGaps(series: Series): Series {
  let ahead = { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  let behind = { from: Number.NEGATIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  const finite = (moment: number) => (Number.isFinite(moment) ? moment : null);
  return {
    next(after) {
      if (after < ahead.from || after >= ahead.to)
        ahead = { from: after, to: series.next(after) ?? Number.POSITIVE_INFINITY };
      return finite(ahead.to);
    },
    previous(upTo) {
      if (upTo > behind.from || upTo < behind.to)
        behind = { from: upTo, to: series.previous(upTo) ?? Number.NEGATIVE_INFINITY };
      return finite(behind.to);
    },
    count: series.count,
  };
}

/** The moments of all of them, which must have none in common. */
export function mergeSeries(all: readonly Series[]): Series {
  const least = (found: (number | null)[]) =>
    found.reduce((a, b) => (a === null || (b !== null && b < a) ? b : a), null);
  const most = (found: (number | null)[]) =>
    found.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
  return {
    next: (after) => least(all.map((series) => series.next(after))),
    previous: (upTo) => most(all.map((series) => series.previous(upTo))),
    count: (after, upTo) => all.reduce((total, series) => total + series.count(after, upTo), 0),
  };
}

/** Only the moments that lie in none of the spans (`until` is no longer in one). */
export function exceptSpans(series: Series, given: readonly { from: number; until: number }[]): Series {
  const spans = joinSpans(given);
  if (spans.length === 0) return series;
  return {
    next(after) {
      let found = series.next(after);
      for (const { from, until } of spans)
        if (found !== null && found >= from && found < until) found = series.next(until - 1);
      return found;
    },
    previous(upTo) {
      let found = series.previous(upTo);
      for (const { from, until } of spans.toReversed())
        if (found !== null && found >= from && found < until) found = series.previous(from - 1);
      return found;
    },
    count(after, upTo) {
      const left = spans.map(({ from, until }) => {
        const lower = Math.max(after, from - 1);
        const upper = Math.min(upTo, until - 1);
        return upper > lower ? series.count(lower, upper) : 0;
      });
      return series.count(after, upTo) - left.reduce((total, count) => total + count, 0);
    },
  };
}

/** Ascending, and none touching another. */
function joinSpans(given: readonly { from: number; until: number }[]): { from: number; until: number }[] {
  const joined: { from: number; until: number }[] = [];
  for (const { from, until } of given.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.until) last.until = Math.max(last.until, until);
    else joined.push({ from, until });
  }
  return joined;
}

/** The n-th moment after; null when there are fewer up to `upTo`. Found by counting: spans double, then halve. */
export function findNth(series: Series, { n, after, upTo }: { n: number; after: number; upTo: number }): number | null {
  let low = after;
  let left = n;
  let high = low;
  for (let span = dayMs; ; span *= 2) {
    if (low >= upTo) return null;
    high = Math.min(low + span, upTo);
    const count = series.count(low, high);
    if (count >= left) break;
    left -= count;
    low = high;
  }
  while (left > mostSteps) {
    const middle = Math.floor((low + high) / 2);
    const count = series.count(low, middle);
    if (count >= left) high = middle;
    else {
      left -= count;
      low = middle;
    }
  }
  let moment: number | null = low;
  for (; left > 0 && moment !== null; left -= 1) moment = series.next(moment);
  return moment;
}

/** So many moments are stepped to sooner than counted. */
const mostSteps = 16;
