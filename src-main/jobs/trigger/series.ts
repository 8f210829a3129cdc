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
