import type { Exclusions, TimeKind } from '#contract/triggers.ts';
import type { Zone } from './local-time.ts';
import type { Series } from './series.ts';

/** What decides when a trigger fires; plain data, moments in epoch milliseconds. `startAt` and `endAt` are included. */
export interface TriggerTimes {
  readonly kind: TimeKind;
  readonly expr: string;
  readonly timezone: string;
  readonly startAt: number | null;
  readonly endAt: number | null;
  /** The anchor of an interval or rule that has no `startAt`; in a preview the moment it looks from. */
  readonly createdAt: number;
  /** Each trigger has its own, so that the jitter of equal ones differs. */
  readonly seed: number;
  readonly jitterSeconds: number;
  readonly exclusions: Exclusions | null;
}

/** A trigger ready to be asked. */
export interface Timetable {
  readonly zone: Zone;
  /** Its nominal instants: not yet clipped to `startAt` and `endAt`, no day excluded, without jitter. */
  readonly instants: Series;
  /** The fixed local times behind them; null where the DST rule has nothing to move (elapsed time, every hour). */
  readonly localTimes: Series | null;
}

/** One kind of time trigger: how its expression becomes a timetable, and how it reads in words. Both refuse a wrong one. */
export interface TriggerKindRules {
  compile(times: TriggerTimes): Timetable;
  describe(times: TriggerTimes): string;
}
