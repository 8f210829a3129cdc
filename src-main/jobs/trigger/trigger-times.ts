import type { TriggerKind } from '#contract/jobs.ts';
import type { Zone } from './local-time.ts';
import type { Series } from './series.ts';

/** What decides when a trigger fires; plain data, moments in epoch milliseconds. `startAt` and `endAt` are included. */
export interface TriggerTimes {
  readonly kind: TriggerKind;
  readonly expr: string;
  readonly timezone: string;
  readonly startAt: number | null;
  readonly endAt: number | null;
  /** The anchor of an interval that has no `startAt`; in a preview the moment it looks from. */
  readonly createdAt: number;
}

/** A trigger ready to be asked. */
export interface Timetable {
  readonly zone: Zone;
  /** Its firings, not yet clipped to `startAt` and `endAt`. */
  readonly instants: Series;
  /** The fixed local times behind them; null where the DST rule has nothing to move (elapsed time, every hour). */
  readonly localTimes: Series | null;
}

/** One kind of trigger: how its expression becomes a timetable, and how it reads in words. Both refuse a wrong one. */
export interface TriggerKindRules {
  compile(times: TriggerTimes): Timetable;
  describe(times: TriggerTimes): string;
}
