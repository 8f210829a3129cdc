import { type Exclusions, Weekday } from '#contract/triggers.ts';
import { countWords, listWords, weekdayNames } from './calendar-words.ts';
import { describeCondition } from './check-condition.ts';
import { describeEventTrigger } from './check-event-trigger.ts';
import { describeSeconds } from './describe-seconds.ts';
import { formatReading, makeZone, toLocal } from './local-time.ts';
import { isTimeDefinition, type TriggerDefinition } from './read-trigger.ts';
import { triggerKinds } from './trigger-kinds.ts';

/** The trigger in plain words, without its zone: `At 08:30, Monday through Friday, not on 12 excluded dates`. */
export function describeTrigger(trigger: TriggerDefinition): string {
  return [
    describeKind(trigger),
    ...describeExclusions(trigger.exclusions),
    ...(trigger.jitterSeconds > 0 ? [`up to ${describeSeconds(trigger.jitterSeconds)} later`] : []),
    ...describeBounds(trigger),
  ].join(', ');
}

function describeKind(trigger: TriggerDefinition): string {
  if (isTimeDefinition(trigger)) return triggerKinds[trigger.kind].describe(trigger);
  return trigger.kind === 'event' ? describeEventTrigger(trigger) : describeCondition(trigger);
}

function describeExclusions(exclusions: Exclusions | null): string[] {
  if (exclusions === null) return [];
  const { dates, weekdays, policy } = exclusions;
  const [onlyDate] = dates;
  const named = dates.length === 1 ? `${onlyDate}` : countWords(dates.length, 'excluded date');
  const days = [
    ...weekdays.map((weekday) => weekdayNames[Weekday.options.indexOf(weekday)] ?? ''),
    ...(dates.length === 0 ? [] : [named]),
  ];
  if (days.length === 0) return [];
  return [policy === 'skip' ? `not on ${listWords(days)}` : `moved from ${listWords(days)} to the next working day`];
}

function describeBounds({ startAt, endAt, timezone }: TriggerDefinition): string[] {
  const zone = makeZone(timezone);
  const read = (at: number) => formatReading(toLocal(zone, at)).replace(/:00$/, '');
  const bounds = [
    ...(startAt === null ? [] : [`from ${read(startAt)}`]),
    ...(endAt === null ? [] : [`until ${read(endAt)}`]),
  ];
  return bounds.length === 0 ? [] : [bounds.join(' ')];
}
