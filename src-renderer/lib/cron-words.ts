import { type CronFields, readValues, splitCron, toSpans } from './cron-fields.ts';
import { nameOfMonth, nameOfWeekday } from './date-names.ts';
import { t } from './messages/messages.ts';

/** A cron expression as one says it: at certain times of the day, or again and again in a rhythm. */
export interface CronWords {
  /** "every 15 min"; absent where it is a list of times. */
  rhythm?: string;
  /** 02:30, 14:30. */
  times: readonly string[];
  /** "06–20", of a rhythm that does not go on all day. */
  span: string;
  days: DayWords;
  /** "Jan, Jul"; empty for all. */
  months: string;
}

interface DayWords {
  by: 'every-day' | 'week' | 'month';
  words: string;
  /** It is one day of the week, or of the month. */
  isOne: boolean;
}

/** More times of day than these are a rhythm, or nothing one says. */
const mostTimes = 6;
const weekdayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** The words of an expression; undefined where it says more than a few words hold, or nothing at all. */
export function readCronWords(expr: string): CronWords | undefined {
  const fields = splitCron(expr);
  if (fields === undefined || fields.year !== '*') return undefined;
  const times = sayTimes(fields);
  const days = sayDays(fields);
  const months = sayMonths(fields.month);
  return times === undefined || days === undefined || months === undefined ? undefined : { ...times, days, months };
}

type Times = Pick<CronWords, 'rhythm' | 'times' | 'span'>;

function sayTimes({ second, minute, hour }: CronFields): Times | undefined {
  const hours = hour === '*' ? undefined : readValues(hour, { min: 0, max: 23 });
  if (hour !== '*' && hours === undefined) return undefined;
  const span = hours === undefined ? '' : sayHours(hours);
  if (second !== '0') {
    const seconds = stepOf(second, 60);
    if (seconds === undefined || minute !== '*') return undefined;
    return { rhythm: every('schedule.seconds', seconds), times: [], span };
  }
  const step = stepOf(minute, 60);
  if (step !== undefined) {
    const rhythm = step === 1 ? t('schedule.every-minute') : every('schedule.minutes', step);
    return { rhythm, times: [], span };
  }
  const minutes = readValues(minute, { min: 0, max: 59 });
  return minutes === undefined ? undefined : sayClocks({ minutes, hour, hours, span });
}

/** At certain minutes of some hours. */
function sayClocks(options: {
  minutes: readonly number[];
  hour: string;
  hours: readonly number[] | undefined;
  span: string;
}): Times | undefined {
  const { minutes, hour, hours, span } = options;
  if (minutes.length > mostTimes) return undefined;
  const places = minutes.map((minute) => `:${pad(minute)}`).join(', ');
  const hourStep = stepOf(hour, 24);
  if (hours !== undefined && hourStep !== undefined && minutes.length === 1)
    return { rhythm: every('schedule.hours', hourStep), times: [], span: places === ':00' ? '' : places };
  const isRow = hours !== undefined && hours.length > 2 && toSpans(hours).length === 1;
  if (hours !== undefined && !isRow && hours.length * minutes.length <= mostTimes)
    return { times: hours.flatMap((each) => minutes.map((minute) => `${pad(each)}:${pad(minute)}`)), span: '' };
  const rhythm = places === ':00' ? t('schedule.hourly') : t('schedule.hourly-at', { minutes: places });
  return { rhythm, times: [], span };
}

function sayDays({ day, weekday }: CronFields): DayWords | undefined {
  const ofWeek = weekday === '*' ? [] : sayWeekdays(weekday);
  const ofMonth = day === '*' ? [] : sayDates(day);
  if (ofWeek === undefined || ofMonth === undefined) return undefined;
  if (ofWeek.length === 0 && ofMonth.length === 0) return { by: 'every-day', words: '', isOne: false };
  if (ofWeek.length > 0 && ofMonth.length > 0) {
    // Either of the two is enough.
    const words = t('schedule.or', { one: ofMonth.join(', '), other: ofWeek.join(', ') });
    return { by: 'week', words, isOne: false };
  }
  const isNth = /[#L]/.test(weekday);
  return ofMonth.length > 0 || isNth
    ? { by: 'month', words: [...ofMonth, ...ofWeek].join(', '), isOne: ofMonth.length === 1 && /^\d+$/.test(day) }
    : { by: 'week', words: ofWeek.join(', '), isOne: ofWeek.length === 1 && !ofWeek.join('').includes('–') };
}

/** Mon–Fri; 2nd Tuesday; last Friday. */
function sayWeekdays(field: string): readonly string[] | undefined {
  if (!/[#L]/.test(field)) {
    const days = readValues(field, { min: 0, max: 7, names: weekdayNames });
    // Weeks are read from Monday.
    const ordered = days && [...new Set(days.map((day) => (day + 6) % 7))].sort((a, b) => a - b);
    return ordered && toSpans(ordered).map((span) => joinSpan(span, (day) => nameOfWeekday((day + 1) % 7, 'short')));
  }
  const parts = field.split(',').map((part) => {
    const [, name = '', nth] = /^(\w+?)(?:#(\d)|L)$/.exec(part) ?? [];
    const [day, ...more] = readValues(name, { min: 0, max: 7, names: weekdayNames }) ?? [];
    if (day === undefined || more.length > 0 || Number(nth ?? -1) > 4) return undefined;
    return t('schedule.nth', { n: Number(nth ?? -1), day: nameOfWeekday(day % 7, 'long') });
  });
  return parts.includes(undefined) ? undefined : parts.filter((part) => part !== undefined);
}

/** The 1st; the last day; the last working day; the working day nearest the 15th. */
function sayDates(field: string): readonly string[] | undefined {
  if (/^[\d,-]+$/.test(field)) {
    const dates = readValues(field, { min: 1, max: 31 });
    return dates && toSpans(dates).map((span) => joinSpan(span, (n) => t('schedule.on-date', { n })));
  }
  const parts = field.split(',').map((part) => {
    if (part === 'L') return t('schedule.last-day');
    if (part === 'LW') return t('schedule.nth', { n: -1, day: t('schedule.workday') });
    const [, figure = '', nearest] = /^(\d+)(W?)$/.exec(part) ?? [];
    const n = Number(figure);
    if (n < 1 || n > 31) return undefined;
    return nearest === 'W' ? t('schedule.nearest-workday', { n }) : t('schedule.on-date', { n });
  });
  return parts.includes(undefined) ? undefined : parts.filter((part) => part !== undefined);
}

function sayMonths(field: string): string | undefined {
  if (field === '*') return '';
  const months = readValues(field, { min: 1, max: 12, names: monthNames });
  return (
    months &&
    toSpans(months)
      .map((span) => joinSpan(span, (month) => nameOfMonth(month, 'short')))
      .join(', ')
  );
}

/** Hours a rhythm goes on in: 06–20, or 08–12, 14–18. */
function sayHours(hours: readonly number[]): string {
  return toSpans(hours)
    .map((span) => joinSpan(span, pad))
    .join(', ');
}

function joinSpan([from, to]: readonly [number, number], say: (value: number) => string): string {
  return from === to ? say(from) : `${say(from)}–${say(to)}`;
}

/** Of `*` and `n` steps of it, where each turn is as long as the others. */
function stepOf(field: string, turn: number): number | undefined {
  if (field === '*') return 1;
  const step = Number(/^\*\/(\d+)$/.exec(field)?.[1]);
  return step >= 1 && turn % step === 0 ? step : undefined;
}

function every(unit: 'schedule.seconds' | 'schedule.minutes' | 'schedule.hours', n: number): string {
  return t('schedule.every', { what: t(unit, { n }) });
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
