import type { Job, Occurrence } from '#contract/jobs.ts';
import { type Trigger, Weekday } from '#contract/triggers.ts';
import { nameOfWeekday } from '../../../../lib/date-names.ts';
import { formatClock, formatDay, formatMoment } from '../../../../lib/format/time.ts';
import { toWallClock } from '../../../../lib/format/wall-clock.ts';
import { t } from '../../../../lib/messages/messages.ts';
import { sayReason, sayReasonCode } from '../../../../lib/say-reason.ts';
import { isTimed } from '../../is-timed.ts';
import { readCause } from './read-cause.ts';
import type { Remedy } from './remedy.ts';

/** Only the clock where that is clear: within most of a day. */
const clearMs = 20 * 3_600_000;

/** A moment as it stands in a sentence: 11:00, or Mon 19 Oct 11:00. */
export function sayWhen(at: number, now: number): string {
  if (Math.abs(now - at) > clearMs) return formatMoment(at, now);
  return formatClock(at, { precision: at % 60_000 === 0 ? 'm' : 's' });
}

/** Who holds everything, and why, as values of a text. */
export function sayHold(cause: string | null): { who: string; reason: string } {
  const { who, why } = readCause(cause);
  return { who: who ?? t('why.somebody'), reason: endOpen(why ?? t('why.unknown')) };
}

/** Why nothing could fire, as a clause: "the machine was asleep from 23:10 to 07:42"; `none` where nobody knows. */
export function sayAbsence({ reason, cause }: Pick<Occurrence, 'reason' | 'cause'>, now: number): string {
  const { who, away } = readCause(cause);
  const kind = who !== undefined ? 'held' : (away?.kind ?? reason ?? '').replace('app-', '');
  const span = away === undefined ? 'unknown' : 'known';
  const times = { from: sayWhen(away?.from ?? now, now), to: sayWhen(away?.to ?? now, now) };
  return t('why.absence', { kind, span, ...times }) || 'none';
}

/** The cause as the ledger has it, in the language of the page; where it has none, its reason. */
export function causeInWords({ cause, reason }: Pick<Occurrence, 'cause' | 'reason'>, now: number): string {
  if (cause !== null) return endOpen(sayReason(cause, (at) => sayWhen(at, now)));
  return reason === null ? t('why.unknown') : sayReasonCode(reason);
}

/** Which day is left out: one by its date, or each of its kind; as values of a text. */
export function sayExcludedDay(
  { scheduledFor }: Pick<Occurrence, 'scheduledFor'>,
  trigger: Pick<Trigger, 'timezone' | 'exclusions'> | undefined,
  now: number,
): { by: 'date' | 'weekday' | 'unknown'; day: string } {
  const date = trigger === undefined ? '' : toWallClock(Date.parse(scheduledFor), trigger.timezone).slice(0, 10);
  if (trigger?.exclusions?.dates.includes(date) === true)
    return { by: 'date', day: formatDay(Date.parse(date), now, 'UTC').replaceAll(',', '') };
  const weekday = new Date(date).getUTCDay();
  const isEach = trigger?.exclusions?.weekdays.some((each) => Weekday.options.indexOf(each) === (weekday + 6) % 7);
  return isEach === true ? { by: 'weekday', day: nameOfWeekday(weekday, 'long') } : { by: 'unknown', day: '' };
}

/**
 * To run now what did not run then: that very instant where it can still be computed and may fire, else simply a run.
 */
export function toMakeUp({
  occurrence,
  job,
}: {
  occurrence: Occurrence;
  job: Pick<Job, 'state' | 'triggers'>;
}): Remedy {
  const trigger = job.triggers.find(({ id }) => id === occurrence.triggerId);
  const isComputed = trigger !== undefined && isTimed(trigger);
  if (!isComputed || occurrence.reason === 'exclusion' || job.state === 'cancelled') {
    return { act: 'run-now', ...(occurrence.eventId !== null && { isWithoutEvent: true }) };
  }
  // With jitter it fires after its nominal instant, and before the next one: the window holds this one alone.
  const { scheduledFor, fireAt, until, count = 1 } = occurrence;
  return { act: 'make-up', from: scheduledFor, to: until ?? fireAt, count };
}

/** Our sentences bring their own full stop. */
export function endOpen(text: string): string {
  return text.replace(/[.\s]+$/, '');
}
