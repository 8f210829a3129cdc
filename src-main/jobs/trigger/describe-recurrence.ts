import { dayMs } from '../../base/clock.ts';
import { lastDay } from './calendar.ts';
import type { CalendarMoment } from './calendar-lines.ts';
import { keepShort } from './calendar-words.ts';
import { formatReading, toLocal, type Zone } from './local-time.ts';
import { describeRecurrenceDays } from './recurrence-day-words.ts';
import { isFinerThanDaily } from './recurrence-days.ts';
import { timeListsOf } from './recurrence-local-times.ts';
import type { RecurrenceRule } from './recurrence-rule.ts';
import type { Recurrence } from './recurrence-text.ts';
import { describeSteps } from './step-words.ts';
import { describeTimesOfDay } from './time-of-day-words.ts';

/**
 * When a recurrence fires, in plain words: `At 08:00, every 2 weeks on Monday and Friday, 10 times`. What the rule does
 * not say itself comes from `anchor`, the local time it starts from. Itself where that would be too long.
 */
export function describeRecurrence(recurrence: Recurrence, { anchor, zone }: { anchor: number; zone: Zone }): string {
  const { rule, ruleText } = recurrence;
  const words = [...describeRule(rule, anchor), ...sayBounds(recurrence, zone), ...sayDates(recurrence, zone)];
  return keepShort(words.join(', '), ruleText);
}

function describeRule(rule: RecurrenceRule, anchor: number): string[] {
  const startDay = Math.floor(anchor / dayMs);
  if (!isFinerThanDaily(rule))
    return [describeTimesOfDay(timeListsOf(rule, anchor)), ...describeRecurrenceDays(rule, startDay)];
  const { words, everyDays } = describeSteps(rule, anchor);
  const daily: RecurrenceRule = { ...rule, frequency: 'DAILY', interval: everyDays, bySetPosition: [] };
  return [words, ...describeRecurrenceDays(daily, startDay)];
}

function sayBounds({ rule, start }: Recurrence, zone: Zone): string[] {
  const { count, until } = rule;
  // of days the first is told, of steps through them the first of all
  const from = start === null || isFinerThanDaily(rule) ? start : { ...start, form: 'date' as const };
  const bounds = [
    ...(from === null ? [] : [`from ${momentWords(from, zone)}`]),
    ...(until === null ? [] : [`until ${momentWords(until, zone)}`]),
  ];
  return [
    ...(count === null ? [] : [count === 1 ? 'once' : `${count} times`]),
    ...(bounds.length === 0 ? [] : [bounds.join(' ')]),
  ];
}

/** EXDATE and RDATE. */
function sayDates({ excluded, added }: Recurrence, zone: Zone): string[] {
  const name = (moments: readonly CalendarMoment[], many: string) => {
    const [first] = moments;
    if (first === undefined) return [];
    return [moments.length === 1 ? momentWords(first, zone) : `${moments.length} ${many}`];
  };
  return [
    ...name(excluded, 'excluded dates').map((words) => `not on ${words}`),
    ...name(added, 'more dates').map((words) => `also on ${words}`),
  ];
}

/** "For ever" is often written as the end of 9999 in UTC, which is 10000 where the clocks go before. */
const lastMoment = (lastDay + 1) * dayMs - 1;

/** On the clock of the trigger, as all else. */
function momentWords({ local, form }: CalendarMoment, zone: Zone): string {
  const onClock = form === 'utc' ? Math.min(toLocal(zone, local), lastMoment) : local;
  const reading = formatReading(onClock).replace(/:00$/, '');
  return form === 'date' ? reading.slice(0, 10) : reading;
}
