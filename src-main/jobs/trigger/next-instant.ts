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

/**
 * `nextInstant` for one batch of claims: thousands of triggers due in the same second ask the same few questions
 * (performance research, "Scheduler"). Drop it with the batch; it forgets nothing.
 */
export function makeNextInstantMemo(): typeof nextInstant {
  const answers = new Map<string, number | null>();
  return (times, afterAt) => {
    const anchor = times.kind === 'interval' ? times.createdAt : '';
    const key = `${times.kind}\n${times.expr}\n${times.timezone}\n${times.startAt}\n${times.endAt}\n${anchor}\n${afterAt}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = nextInstant(times, afterAt);
    answers.set(key, answer);
    return answer;
  };
}
