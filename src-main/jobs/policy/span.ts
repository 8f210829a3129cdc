import { listSeries, type Series } from '../trigger/series.ts';

/** The instants of `series` in (after, upTo]. */
export interface Span {
  readonly series: Series;
  readonly after: number;
  readonly upTo: number;
}

/** A row for the ledger: one instant, or `count` of them from `at` to `untilAt`. */
export interface SpanRow {
  readonly at: number;
  readonly untilAt: number;
  readonly count: number;
}

/** More like rows than this become one range row (domain, "The occurrence ledger"). */
export const mostSingleRows = 1_000;

export function countSpan({ series, after, upTo }: Span): number {
  return upTo > after ? series.count(after, upTo) : 0;
}

/** One row for each instant, or a single range when there are too many. */
export function listRows(span: Span): SpanRow[] {
  const count = countSpan(span);
  if (count <= mostSingleRows)
    return listSeries(span.series, { ...span, limit: count }).map((at) => ({ at, untilAt: at, count: 1 }));
  const at = span.series.next(span.after);
  const untilAt = span.series.previous(span.upTo);
  return at === null || untilAt === null ? [] : [{ at, untilAt, count }];
}
