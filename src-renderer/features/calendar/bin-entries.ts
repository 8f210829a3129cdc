import { nextDay } from './calendar-range.ts';
import { type CalendarEntry, isAhead, isFailure, isLeft } from './plan-calendar.ts';

/** How much falls into one stretch of time. */
export interface Bin {
  ran: number;
  failed: number;
  /** Skipped, missed, cancelled and the like. */
  left: number;
  /** To come, and going to run as things stand. */
  ahead: number;
}

const hourMs = 3_600_000;

/** Stretches of the same length one after the other, and what of the entries falls into each. */
export function binEntries(
  entries: readonly CalendarEntry[],
  { from, spanMs, count }: { from: number; spanMs: number; count: number },
  now: number,
): readonly Bin[] {
  const bins = Array.from({ length: count }, (): Bin => ({ ran: 0, failed: 0, left: 0, ahead: 0 }));
  for (const entry of entries) {
    const kind = kindOf(entry, now);
    if (kind === undefined) continue;
    const first = Math.max(0, Math.floor((entry.at - from) / spanMs));
    const last = Math.min(count - 1, Math.floor((entry.until - from) / spanMs));
    for (let index = first; index <= last; index++) {
      const bin = bins[index];
      const start = from + index * spanMs;
      if (bin !== undefined) bin[kind] += countBefore(entry, start + spanMs) - countBefore(entry, start);
    }
  }
  return bins;
}

/** The hours of a day of the viewer: 24, or one less or more. */
export function binDay(entries: readonly CalendarEntry[], day: Date, now: number): readonly Bin[] {
  const from = day.getTime();
  const count = Math.ceil((nextDay(day).getTime() - from) / hourMs);
  return binEntries(entries, { from, spanMs: hourMs, count }, now);
}

/** How many of those it stands for lie before the moment: they are taken to have equal steps between them. */
export function countBefore({ at, until, count }: CalendarEntry, moment: number): number {
  if (count === 1) return at < moment ? 1 : 0;
  const stepMs = Math.max(1, (until - at) / (count - 1));
  return Math.min(count, Math.max(0, Math.ceil((moment - at) / stepMs)));
}

/** Neighbours put together, `size` at a time. */
export function mergeBins(bins: readonly Bin[], size: number): readonly Bin[] {
  const merged: Bin[] = [];
  for (const [index, bin] of bins.entries()) {
    const last = merged.at(-1);
    if (last === undefined || index % size === 0) merged.push({ ...bin });
    else for (const kind of ['ran', 'failed', 'left', 'ahead'] as const) last[kind] += bin[kind];
  }
  return merged;
}

export function sizeOf({ ran, failed, left, ahead }: Bin): number {
  return ran + failed + left + ahead;
}

/** What is to come and will be left out is neither done nor due, and stands nowhere. */
function kindOf({ status, at }: CalendarEntry, now: number): keyof Bin | undefined {
  if (isFailure(status)) return 'failed';
  if (isAhead(status)) return status === 'paused' ? undefined : 'ahead';
  if (isLeft(status)) return at > now ? undefined : 'left';
  return 'ran';
}
