import cronstrue from 'cronstrue';
import type { TriggerKind } from '#contract/triggers.ts';
import { readAwaited } from './awaited-event.ts';
import { formatClock, formatDay, viewerZone } from './format/time.ts';
import { t } from './messages/messages.ts';
import { describeRule, nameOfWeekday } from './rule-words.ts';

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

/** When a trigger fires, as short as it stays clear; the core's preview says it at length. */
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

function describeCondition(what: string): string {
  return what === '' ? t('schedule.condition-none') : t('schedule.condition', { what });
}

function describeTimes(kind: 'cron' | 'once' | 'rrule', expr: string, now: number): ScheduleWords {
  if (kind === 'once') return describeOnce(expr, now);
  return kind === 'rrule' ? describeRule(expr) : describeCron(expr);
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
  const found = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(expr);
  const [weeks, days, hours, minutes, seconds] = (found?.slice(1) ?? []).map((part) => Number(part ?? 0));
  const parts = [
    weeks && t('schedule.weeks', { n: weeks }),
    days && t('schedule.days', { n: days }),
    hours && t('schedule.hours', { n: hours }),
    minutes && t('schedule.minutes', { n: minutes }),
    seconds && t('schedule.seconds', { n: seconds }),
  ].filter((part) => typeof part === 'string');
  return { rhythm: parts.length === 0 ? expr : t('schedule.every', { what: parts.join(' ') }) };
}

function describeOnce(expr: string, now: number): ScheduleWords {
  // Without an offset this is the wall clock of the trigger's zone, which is named beside it; shown as it is written.
  const at = Date.parse(expr);
  const zone = /(Z|[+-]\d\d:\d\d)$/.test(expr) ? undefined : viewerZone();
  if (Number.isNaN(at)) return { rhythm: t('schedule.once'), rest: expr };
  const day = formatDay(at, now, zone).replaceAll(',', '');
  return { rhythm: t('schedule.once'), rest: `${day} ${formatClock(at, { zone, precision: 'm' })}` };
}

const nicknames = new Map([
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@weekly', '0 0 * * 0'],
  ['@monthly', '0 0 1 * *'],
]);

/** Says the common shapes in a few words; the rest as cronstrue does. */
function describeCron(expr: string): ScheduleWords {
  const fields = (nicknames.get(expr.trim().toLowerCase()) ?? expr.trim()).split(/\s+/);
  const [minute, hour, day, month, weekday] = fields.length === 6 && fields[0] === '0' ? fields.slice(1) : fields;
  const days = weekday === undefined ? undefined : namesOfDays(weekday);
  const isEveryDay = day === '*' && month === '*' && (fields.length === 5 || fields[0] === '0');
  if (minute !== undefined && hour !== undefined && isEveryDay && days !== undefined) {
    const words = describeClock(minute, hour, days);
    if (words !== undefined) return words;
  }
  if (
    /^\d+$/.test(minute ?? '') &&
    /^\d+$/.test(hour ?? '') &&
    /^\d+$/.test(day ?? '') &&
    month === '*' &&
    weekday === '*'
  ) {
    return { rhythm: t('schedule.monthly', { day: Number(day) }), rest: clock(hour, minute), joint: ' ' };
  }
  return { rhythm: sayAtLength(expr) };
}

/** `days` is '' for every day. */
function describeClock(minute: string, hour: string, days: string): ScheduleWords | undefined {
  const step = /^\*\/(\d+)$/.exec(minute)?.[1];
  const hours = /^(\d+)-(\d+)$/.exec(hour);
  const span = hours === null ? '' : `${pad(hours[1])}–${pad(hours[2])}`;
  const isAnyHour = hour === '*';
  if (minute === '*' && (isAnyHour || hours)) return withRest(t('schedule.every-minute'), join(span, days));
  if (step !== undefined && (isAnyHour || hours)) {
    const what = t('schedule.minutes', { n: Number(step) });
    return withRest(t('schedule.every', { what }), join(span, days));
  }
  if (!/^\d+$/.test(minute)) return undefined;
  if (isAnyHour || hours) {
    const rhythm = minute === '0' ? t('schedule.hourly') : t('schedule.hourly-at', { minute: pad(minute) });
    return withRest(rhythm, join(span, days));
  }
  const hourStep = /^\*\/(\d+)$/.exec(hour)?.[1];
  if (hourStep !== undefined) {
    const rhythm = t('schedule.every', { what: t('schedule.hours', { n: Number(hourStep) }) });
    return withRest(rhythm, join(minute === '0' ? '' : `:${pad(minute)}`, days));
  }
  if (!/^\d+(,\d+)*$/.test(hour)) return undefined;
  const times = hour.split(',').map((each) => clock(each, minute));
  if (days === '') return { rhythm: t('schedule.daily'), rest: times.join(', '), joint: ' ' };
  if (times.length === 1 && !/[–,]/.test(days)) return { rhythm: `${days} ${times[0]}` };
  return { rhythm: times.join(', '), rest: days };
}

const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** `1-5` as Mon–Fri, `*` as ''; undefined for what is not a plain list of days. */
function namesOfDays(field: string): string | undefined {
  if (field === '*' || field === '?') return '';
  const parts = field.split(',').map((part) => {
    const [from, to, ...more] = part.split('-').map(nameOfDay);
    if (from === undefined || more.length > 0 || (part.includes('-') && to === undefined)) return undefined;
    return to === undefined ? from : `${from}–${to}`;
  });
  return parts.includes(undefined) ? undefined : parts.join(', ');
}

function nameOfDay(field: string): string | undefined {
  const index = /^[0-7]$/.test(field) ? Number(field) % 7 : dayNames.indexOf(field.toLowerCase());
  if (index < 0) return undefined;
  return nameOfWeekday(index, 'short');
}

function sayAtLength(expr: string): string {
  try {
    const text = cronstrue.toString(expr, { use24HourTimeFormat: true });
    return text.charAt(0).toLowerCase() + text.slice(1);
  } catch {
    return expr;
  }
}

function withRest(rhythm: string, rest: string): ScheduleWords {
  return rest === '' ? { rhythm } : { rhythm, rest };
}

function join(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}

function clock(hour: string | undefined, minute: string | undefined): string {
  return `${pad(hour)}:${pad(minute)}`;
}

function pad(value: string | undefined): string {
  return (value ?? '').padStart(2, '0');
}

/** New York, of America/New_York. */
function cityOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}
