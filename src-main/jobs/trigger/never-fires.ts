import { toInstant } from '../../base/clock.ts';
import { invalid } from '../../base/errors.ts';
import { firingsOf, sinceCreation } from './firings.ts';
import { formatLocal, makeZone } from './local-time.ts';
import { isTimeDefinition, type TriggerDefinition } from './read-trigger.ts';
import { seriesOf } from './trigger-series.ts';
import type { TriggerTimes } from './trigger-times.ts';

/** Refuses (422) a trigger that would be saved in vain, saying why. */
export function refuseNever(trigger: TriggerDefinition, now: number): void {
  if (!isTimeDefinition(trigger) || !neverFires(trigger, now)) return;
  if (trigger.endAt !== null && trigger.endAt <= now)
    throw invalid(
      'trigger.endAt',
      `${toInstant(trigger.endAt)} has passed already; name a later moment, or leave it away`,
    );
  const why = explainNever(trigger, now);
  throw invalid('trigger.expr', `${JSON.stringify(trigger.expr)} never fires from now on: ${why}`);
}

/** Whether no instant of it lies ahead; of what has to be waited for nobody knows. */
export function neverFires(trigger: TriggerDefinition, now: number): boolean {
  return isTimeDefinition(trigger) && sinceCreation(firingsOf(trigger), trigger).fires.next(now) === null;
}

/** Why a trigger that never fires after a moment does not, and what to change: `no such date comes up to the year 9999; …`. */
export function explainNever(trigger: TriggerTimes, fromAt: number): string {
  const unbounded = seriesOf({ ...trigger, endAt: null });
  const next = unbounded.next(fromAt);
  if (next === null) {
    const last = unbounded.previous(fromAt);
    if (last === null && comesBefore(trigger)) return 'all its instants come before startAt; move startAt before them';
    if (last === null) return 'no such date comes up to the year 9999; choose one that does';
    return `its last instant was ${formatLocal(makeZone(trigger.timezone), last)}; choose a later one`;
  }
  if (trigger.endAt !== null && next > trigger.endAt)
    return `its next instant would be ${formatLocal(makeZone(trigger.timezone), next)}, after endAt; move endAt behind it`;
  return 'all its instants fall on excluded days; exclude fewer';
}

/** Whether only `startAt` keeps it from firing; of rules and intervals that is where they begin. */
function comesBefore(trigger: TriggerTimes): boolean {
  const { kind, startAt } = trigger;
  if (startAt === null || kind === 'rrule' || kind === 'interval') return false;
  return seriesOf({ ...trigger, startAt: null, endAt: null }).previous(startAt) !== null;
}
