import { dayMs } from '../jobs/trigger/local-time.ts';

/** What of a calendar is made how: the range, and how many like items of a trigger a day may have one by one. */
export interface CalendarScale {
  fromAt: number;
  toAt: number;
  mostPerDay: number;
}

/** A firing on an excluded day moves on over a weekend with the holidays around it. */
export const longestMoveMs = 14 * dayMs;
