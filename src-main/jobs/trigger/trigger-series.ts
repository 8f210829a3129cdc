import { clipSeries, type Series } from './series.ts';
import { triggerKinds } from './trigger-kinds.ts';
import type { TriggerTimes } from './trigger-times.ts';

/** Instants are written with four digits of year (ISO 8601), so nothing is computed beyond. */
const lastAt = Date.UTC(9999, 11, 31);
const firstAt = Date.UTC(1, 0);

/** Every firing of a trigger within its `startAt` and `endAt`; refuses a wrong expression or zone (422). */
export function seriesOf(times: TriggerTimes): Series {
  return clipSeries(triggerKinds[times.kind].compile(times).instants, times.startAt ?? firstAt, times.endAt ?? lastAt);
}
