import { dayMs } from '../../base/clock.ts';
import { invalid } from '../../base/errors.ts';
import { fireFixedTimes } from './dst-rule.ts';
import { makeZone, toLocal } from './local-time.ts';
import { evenSeries, prependSeries } from './series.ts';
import type { TriggerKindRules } from './trigger-times.ts';

/** Calendar days in the zone (`isCalendar`) or elapsed time. */
interface Duration {
  readonly ms: number;
  readonly isCalendar: boolean;
}

/**
 * Fire k is exactly `anchor + k·N`. With `startAt` that is the anchor and fire 0; without, the creation is, and the
 * first fire comes one interval later. Days keep the anchor's local time.
 */
export const interval: TriggerKindRules = {
  compile({ expr, timezone, startAt, createdAt }) {
    const zone = makeZone(timezone);
    const step = parseInterval(expr);
    const anchorAt = startAt ?? createdAt;
    if (!step.isCalendar) {
      return { zone, instants: evenSeries(anchorAt, step.ms, startAt === null ? 1 : 0), localTimes: null };
    }
    const localTimes = evenSeries(toLocal(zone, anchorAt), step.ms, 1);
    const later = fireFixedTimes(zone, localTimes);
    return { zone, instants: startAt === null ? later : prependSeries(anchorAt, later), localTimes };
  },

  describe({ expr }) {
    const parts = splitUnits(parseInterval(expr));
    const [only] = parts;
    if (parts.length === 1 && only?.amount === 1) return `Every ${only.unit}`;
    return `Every ${parts.map(({ amount, unit }) => `${amount} ${unit}${amount === 1 ? '' : 's'}`).join(' ')}`;
  },
};

const shape = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/;
const longestDays = 36_525;

function parseInterval(expr: string): Duration {
  const found = shape.exec(expr);
  if (found === null) {
    if (/^P[^T]*\d[YM]/.test(expr)) {
      throw refuse(
        expr,
        'has years or months, which differ in length; use a cron expression such as "0 8 1 * *" for the first of each month',
      );
    }
    throw refuse(expr, 'is not an ISO 8601 duration; write PT30S, PT5M, PT1H30M, P1D or P2W');
  }
  const [weeks, days, hours, minutes, seconds] = found.slice(1).map((digits) => Number(digits ?? 0));
  const calendarMs = ((weeks ?? 0) * 7 + (days ?? 0)) * dayMs;
  const elapsedMs = Math.round((((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1_000);
  if (calendarMs > 0 && elapsedMs > 0)
    throw refuse(expr, 'mixes calendar days with elapsed time; write whole days or weeks, or less than a day');
  if (calendarMs > longestDays * dayMs) throw refuse(expr, 'is longer than a century; write a shorter one');
  if (calendarMs > 0) return { ms: calendarMs, isCalendar: true };
  if (elapsedMs >= dayMs)
    throw refuse(
      expr,
      'is a day or longer in hours, minutes and seconds; write whole days, such as P1D, or less than a day',
    );
  if (elapsedMs < 1_000) throw refuse(expr, 'is shorter than a second; write PT1S or longer');
  return { ms: elapsedMs, isCalendar: false };
}

function splitUnits({ ms, isCalendar }: Duration): { amount: number; unit: string }[] {
  if (isCalendar) {
    const days = ms / dayMs;
    return [days % 7 === 0 ? { amount: days / 7, unit: 'week' } : { amount: days, unit: 'day' }];
  }
  return [
    { amount: Math.floor(ms / 3_600_000), unit: 'hour' },
    { amount: Math.floor(ms / 60_000) % 60, unit: 'minute' },
    { amount: (ms % 60_000) / 1_000, unit: 'second' },
  ].filter(({ amount }) => amount > 0);
}

function refuse(expr: string, complaint: string): Error {
  return invalid('trigger.expr', `${JSON.stringify(expr.slice(0, 80))} ${complaint}`);
}
