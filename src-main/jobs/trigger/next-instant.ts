import { clipSeries, listSeries, type Series } from './series.ts';
import { triggerKinds } from './trigger-kinds.ts';
import type { TriggerTimes } from './trigger-times.ts';

/** Instants are written with four digits of year (ISO 8601), so nothing is computed beyond. */
const lastAt = Date.UTC(9999, 11, 31);
const firstAt = Date.UTC(1, 0);

/** Every firing of a trigger within its `startAt` and `endAt`; refuses a wrong expression or zone (422). */
export function seriesOf(times: TriggerTimes): Series {
  return clipSeries(triggerKinds[times.kind].compile(times).instants, times.startAt ?? firstAt, times.endAt ?? lastAt);
}

/** When the trigger fires next, strictly after the moment; null when never again. */
export function nextInstant(times: TriggerTimes, afterAt: number): number | null {
  return seriesOf(times).next(afterAt);
}

/** When it fired last, at the moment or before; null when not yet. */
export function previousInstant(times: TriggerTimes, upToAt: number): number | null {
  return seriesOf(times).previous(upToAt);
}

/** The first `limit` firings after `afterAt`, up to and including `upToAt`. */
export function instantsBetween(
  times: TriggerTimes,
  bounds: { afterAt: number; upToAt: number; limit: number },
): number[] {
  return listSeries(seriesOf(times), { after: bounds.afterAt, upTo: bounds.upToAt, limit: bounds.limit });
}
