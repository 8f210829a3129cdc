import type { TriggerWarning } from '#contract/triggers.ts';
import { dayMs } from '../../base/clock.ts';
import { countRepeated, countSkipped, meantLocal } from './dst-rule.ts';
import { type Firings, firingsOf } from './firings.ts';
import { type ClockChange, formatReading, listClockChanges } from './local-time.ts';
import { listSeries, type Series } from './series.ts';
import { triggerKinds } from './trigger-kinds.ts';
import type { TriggerTimes } from './trigger-times.ts';

/** So far ahead a person is warned: a year, in which the clocks of any zone that turns them go both ways. */
export const lookAheadMs = 366 * dayMs;
/** As many as move to one day. */
const mostMoved = 1_000;

/**
 * The first gap and the first overlap within a year of the first firing that touch a fixed local time at which the
 * trigger would fire, also one that was moved there from an excluded day.
 */
export function warnOfClockChanges(trigger: TriggerTimes, fromAt: number): TriggerWarning[] {
  const { zone, localTimes } = triggerKinds[trigger.kind].compile(trigger);
  const firings = firingsOf({ ...trigger, jitterSeconds: 0 });
  if (localTimes === null && !firings.isMoving) return [];
  const firstAt = firings.fires.next(fromAt);
  if (firstAt === null) return [];
  const untilAt = Math.min(firstAt + lookAheadMs, trigger.endAt ?? Number.POSITIVE_INFINITY);
  const changes = listClockChanges(zone, Math.max(fromAt, firstAt - 1), untilAt);
  const gap = changes.find((change) => isLostIn(change, localTimes, firings));
  const overlap = changes.find((change) => isDueTwiceIn(change, localTimes, firings));
  return [
    ...(gap === undefined ? [] : [{ code: 'dst-gap' as const, message: sayGap(gap, zone.name) }]),
    ...(overlap === undefined ? [] : [{ code: 'dst-overlap' as const, message: sayOverlap(overlap, zone.name) }]),
  ];
}

/** Whether what fires at the end of a gap stands in for local times the clocks jump over. */
function isLostIn(change: ClockChange, localTimes: Series | null, { fires, zone, originOf }: Firings): boolean {
  if (change.toLocal < change.fromLocal || fires.next(change.at - 1) !== change.at) return false;
  if (localTimes !== null && countSkipped(localTimes, change) > 0) return true;
  const { nominalAt, isMoved, others } = originOf(change.at);
  const timeOfDay = (local: number) => local - Math.floor(local / dayMs) * dayMs;
  const arrival = timeOfDay(change.toLocal);
  return [...(isMoved ? [nominalAt] : []), ...others].some(
    (from) => timeOfDay(meantLocal(zone, localTimes, from)) !== arrival,
  );
}

/** Whether something fires in the first pass of an overlap that would be due again in the second. */
function isDueTwiceIn(change: ClockChange, localTimes: Series | null, { fires, isMoving, originOf }: Firings): boolean {
  if (change.toLocal > change.fromLocal) return false;
  const firstPass = { after: change.at - (change.fromLocal - change.toLocal) - 1, upTo: change.at - 1 };
  if ((fires.next(firstPass.after) ?? change.at) > firstPass.upTo) return false;
  if (localTimes !== null && countRepeated(localTimes, change) > 0) return true;
  const isArrival = (at: number) => originOf(at).isMoved || originOf(at).others.length > 0;
  return isMoving && listSeries(fires, { ...firstPass, limit: mostMoved }).some(isArrival);
}

function sayGap(change: ClockChange, zoneName: string): string {
  return `${sayChange(change, zoneName, 'forward')}; what is due in between fires once, at ${readingAfter(change)}`;
}

function sayOverlap(change: ClockChange, zoneName: string): string {
  return `${sayChange(change, zoneName, 'back')}; what is due in between fires the first time only`;
}

function sayChange(change: ClockChange, zoneName: string, direction: 'forward' | 'back'): string {
  const from = `${dateOf(change.fromLocal)} the clocks of ${zoneName} go ${direction} from ${clockOf(change.fromLocal)}`;
  return `on ${from} to ${readingAfter(change)}`;
}

/** With its date where the clocks turn over midnight, or over a whole day. */
function readingAfter({ fromLocal, toLocal: local }: ClockChange): string {
  const date = dateOf(local);
  return date === dateOf(fromLocal) ? clockOf(local) : `${clockOf(local)} of ${date}`;
}

function dateOf(local: number): string {
  return formatReading(local).slice(0, 10);
}

function clockOf(local: number): string {
  return formatReading(local).slice(11).replace(/:00$/, '');
}
