import type { TriggerKind } from '#contract/triggers.ts';
import { readAwaited } from './awaited-event.ts';
import { readCronWords } from './cron-words.ts';
import { formatSpan } from './format/duration.ts';
import { formatClock, formatDay, viewerZone } from './format/time.ts';
import { readIntervalParts, secondsOf } from './interval-parts.ts';
import { locale, t } from './messages/messages.ts';
import { describeRule } from './rule-words.ts';

/** A schedule in words: what one reads first, and what narrows it. */
export interface ScheduleWords {
  rhythm: string;
  rest?: string;
  /** Between the two where they stand in a line of text: "daily 02:30", but "every 15 min, 06–20". */
  joint?: ' ';
}

interface Trigger {
  kind: TriggerKind;
  expr: string;
  timezone: string;
  filter?: string | null | undefined;
}

/** When a trigger fires, as short as it stays clear. */
export function describeSchedule(
  trigger: Trigger,
  now: number,
  /** Of the job another one waits for; who does not know it reads "another job". */
  nameOfJob: (id: string) => string | undefined = () => undefined,
): ScheduleWords {
  const { kind, expr, timezone } = trigger;
  if (kind === 'interval') return describeInterval(expr);
  if (kind === 'event') return describeEvent(trigger, nameOfJob);
  if (kind === 'condition') return { rhythm: describeCondition(expr.trim()) };
  const zone = timezone === viewerZone() ? undefined : timezone;
  const words = describeTimes(kind, expr, now);
  return zone === undefined ? words : { ...words, rest: join(words.rest, cityOf(zone)) };
}

/** When a trigger fires, as part of a sentence: "every day at 02:30, New York time". */
export function saySchedule(trigger: Trigger, now: number, nameOfJob?: (id: string) => string | undefined): string {
  const { kind, expr, timezone } = trigger;
  if (kind !== 'cron') return joinWords(describeSchedule(trigger, now, nameOfJob));
  return join(sayCron(expr), timezone === viewerZone() ? undefined : t('schedule.zone', { city: cityOf(timezone) }));
}

/** In one line of text. */
export function joinWords({ rhythm, rest, joint = ', ' }: Omit<ScheduleWords, 'joint'> & { joint?: string }): string {
  return rest === undefined ? rhythm : `${rhythm}${joint}${rest}`;
}

function describeCondition(what: string): string {
  return what === '' ? t('schedule.condition-none') : t('schedule.condition', { what });
}

function describeTimes(kind: 'cron' | 'once' | 'rrule', expr: string, now: number): ScheduleWords {
  if (kind === 'once') return describeOnce(expr, now);
  if (kind === 'cron') return describeCron(expr);
  const { rhythm, rest } = describeRule(expr);
  return withRest(rhythm, rest);
}

function describeEvent({ expr, filter }: Trigger, nameOfJob: (id: string) => string | undefined): ScheduleWords {
  const awaited = readAwaited({ expr, filter });
  if (awaited?.of === 'job') {
    const job = nameOfJob(awaited.jobId) ?? t('schedule.another-job');
    // A message chooses by words without hyphens.
    return { rhythm: t('schedule.after-job', { job, outcome: awaited.outcome.replaceAll('-', '_') }) };
  }
  if (awaited !== undefined) {
    const { folder, what, ending } = awaited;
    return withRest(t('schedule.file', { what, folder }), ending === '' ? '' : `*${ending}`);
  }
  const rhythm = expr.trim() === '' ? t('schedule.event-none') : t('schedule.event', { type: expr.trim() });
  return withRest(rhythm, filter ?? '');
}

function describeInterval(expr: string): ScheduleWords {
  const parts = readIntervalParts(expr);
  const [first, ...more] = parts;
  if (first === undefined) return { rhythm: expr };
  if (more.length > 0) return { rhythm: t('schedule.every-span', { span: formatSpan(secondsOf(parts)) }) };
  return { rhythm: t('schedule.every', { what: t(`schedule.${first.unit}`, { n: first.n }) }) };
}

function describeOnce(expr: string, now: number): ScheduleWords {
  // Without an offset this is the wall clock of the trigger's zone, which is named beside it; shown as it is written.
  const at = Date.parse(expr);
  const zone = /(Z|[+-]\d\d:\d\d)$/.test(expr) ? undefined : viewerZone();
  if (Number.isNaN(at)) return { rhythm: t('schedule.once'), rest: expr };
  const day = formatDay(at, now, zone).replaceAll(',', '');
  return { rhythm: t('schedule.once'), rest: `${day} ${formatClock(at, { zone, precision: 'm' })}` };
}

/** What has no words of its own is shown as it is written. */
function describeCron(expr: string): ScheduleWords {
  const words = readCronWords(expr);
  if (words === undefined) return { rhythm: expr.trim() };
  const { rhythm, times, span, days, months } = words;
  if (rhythm !== undefined) return withRest(rhythm, join(span, days.words, months));
  const clocks = times.join(', ');
  if (days.by === 'every-day' && months === '') return { rhythm: t('schedule.daily'), rest: clocks, joint: ' ' };
  if (days.by === 'month') {
    const day = days.isOne && months === '' ? t('schedule.monthly', { day: days.words }) : days.words;
    return months === '' ? { rhythm: day, rest: clocks, joint: ' ' } : { rhythm: day, rest: join(months, clocks) };
  }
  if (times.length === 1 && days.isOne && months === '') return { rhythm: `${days.words} ${clocks}` };
  return { rhythm: clocks, rest: join(days.words, months) };
}

/** The same in a sentence: every day at 02:30. */
function sayCron(expr: string): string {
  const words = readCronWords(expr);
  if (words === undefined || words.rhythm !== undefined) return joinWords(describeCron(expr));
  const { times, days, months } = words;
  const values = { times: new Intl.ListFormat(locale(), { type: 'conjunction' }).format(times), days: days.words };
  return join(t(`schedule.at.${days.by}`, values), months);
}

function withRest(rhythm: string, rest: string): ScheduleWords {
  return rest === '' ? { rhythm } : { rhythm, rest };
}

function join(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}

/** New York, of America/New_York. */
function cityOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}
