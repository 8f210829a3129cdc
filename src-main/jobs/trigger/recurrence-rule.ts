import { type CalendarMoment, readMoment } from './calendar-lines.ts';

/** The frequencies of RFC 5545, from coarse to fine. */
export const frequencies = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY', 'SECONDLY'] as const;
export type Frequency = (typeof frequencies)[number];

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** `2MO`: the second Monday; `-1FR`: the last Friday; ordinal 0: every one. Weekdays count from Monday = 0. */
export interface WeekdayChoice {
  readonly weekday: number;
  readonly ordinal: number;
}

/** RRULE (RFC 5545, section 3.3.10) as data. Lists are ascending and without repeats; an empty one was not given. */
export interface RecurrenceRule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count: number | null;
  readonly until: CalendarMoment | null;
  readonly byMonth: readonly number[];
  readonly byWeekNumber: readonly number[];
  readonly byYearDay: readonly number[];
  readonly byMonthDay: readonly number[];
  readonly byWeekday: readonly WeekdayChoice[];
  readonly byHour: readonly number[];
  readonly byMinute: readonly number[];
  readonly bySecond: readonly number[];
  readonly bySetPosition: readonly number[];
  readonly weekStart: number;
}

const mostIntervals = 1_000_000;
const mostCounted = 100_000;

/** Reads `FREQ=WEEKLY;BYDAY=MO,WE`; refuses everything the standard does not allow, in words. */
export function readRecurrenceRule(text: string, refuse: (complaint: string) => Error): RecurrenceRule {
  const parts = splitParts(text, refuse);
  const numbers = (name: string, lowest: number, highest: number) =>
    readNumbers(parts.get(name), { name, lowest, highest, refuse });
  const one = (name: string, highest: number) => {
    const found = numbers(name, 1, highest);
    if (found.length > 1) throw refuse(`${name} takes one number`);
    return found[0] ?? null;
  };
  const rule: RecurrenceRule = {
    frequency: readFrequency(parts.get('FREQ'), refuse),
    interval: one('INTERVAL', mostIntervals) ?? 1,
    count: one('COUNT', mostCounted),
    until: readUntil(parts.get('UNTIL'), refuse),
    byMonth: numbers('BYMONTH', 1, 12),
    byWeekNumber: numbers('BYWEEKNO', -53, 53),
    byYearDay: numbers('BYYEARDAY', -366, 366),
    byMonthDay: numbers('BYMONTHDAY', -31, 31),
    byWeekday: readWeekdays(parts.get('BYDAY'), refuse),
    byHour: numbers('BYHOUR', 0, 23),
    byMinute: numbers('BYMINUTE', 0, 59),
    bySecond: numbers('BYSECOND', 0, 59),
    bySetPosition: numbers('BYSETPOS', -366, 366),
    weekStart: readWeekStart(parts.get('WKST'), refuse),
  };
  const complaint = findContradiction(rule);
  if (complaint !== null) throw refuse(complaint);
  return rule;
}

const partNames = new Set([
  ...['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST', 'BYMONTH', 'BYWEEKNO', 'BYYEARDAY', 'BYMONTHDAY', 'BYDAY'],
  ...['BYHOUR', 'BYMINUTE', 'BYSECOND', 'BYSETPOS'],
]);

function splitParts(text: string, refuse: (complaint: string) => Error): Map<string, string> {
  const parts = new Map<string, string>();
  for (const part of text.replace(/;$/, '').split(';')) {
    const [, name, value] = /^\s*([A-Za-z-]+)\s*=\s*(\S+)\s*$/.exec(part) ?? [];
    if (name === undefined || value === undefined)
      throw refuse(`${JSON.stringify(part.slice(0, 40))} is not a part of a rule; write NAME=value, separated by ;`);
    const key = name.toUpperCase();
    if (!partNames.has(key)) throw refuse(`${key} is not a part of a rule; there are ${[...partNames].join(', ')}`);
    if (parts.has(key)) throw refuse(`${key} stands twice; write it once`);
    parts.set(key, value.toUpperCase());
  }
  return parts;
}

function readFrequency(value: string | undefined, refuse: (complaint: string) => Error): Frequency {
  const found = frequencies.find((frequency) => frequency === value);
  if (found !== undefined) return found;
  if (value === undefined) throw refuse('has no FREQ; write for instance FREQ=DAILY');
  throw refuse(`FREQ=${value.slice(0, 40)} is not a frequency; there are ${frequencies.join(', ')}`);
}

/** Where negative numbers count from the end, 0 is nothing. */
function readNumbers(
  value: string | undefined,
  { name, lowest, highest, refuse }: { name: string; lowest: number; highest: number; refuse: (c: string) => Error },
): number[] {
  if (value === undefined) return [];
  const found = value.split(',').map((text) => {
    const number = /^[+-]?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= lowest && number <= highest && (number !== 0 || lowest === 0)) return number;
    const range = lowest < 0 ? `1 to ${highest} or, from the end, -1 to ${lowest}` : `${lowest} to ${highest}`;
    throw refuse(`${name}=${text.slice(0, 20)} is out of range; write whole numbers from ${range}`);
  });
  return [...new Set(found)].toSorted((a, b) => a - b);
}

function readWeekdays(value: string | undefined, refuse: (complaint: string) => Error): WeekdayChoice[] {
  if (value === undefined) return [];
  const found = value.split(',').map((text) => {
    const [, ordinal, name = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(text) ?? [];
    const weekday = weekdays.indexOf(name);
    const number = Number(ordinal ?? 0);
    if (weekday === -1 || Math.abs(number) > 53 || (ordinal !== undefined && number === 0))
      throw refuse(`BYDAY=${text.slice(0, 20)} is not a weekday; write ${weekdays.join(', ')}, or 2MO, -1FR`);
    return { weekday, ordinal: number };
  });
  const byText = new Map(found.map((choice) => [`${choice.ordinal} ${choice.weekday}`, choice]));
  return [...byText.values()].toSorted((a, b) => a.ordinal - b.ordinal || a.weekday - b.weekday);
}

function readWeekStart(value: string | undefined, refuse: (complaint: string) => Error): number {
  const weekday = value === undefined ? 0 : weekdays.indexOf(value);
  if (weekday === -1) throw refuse(`WKST=${value?.slice(0, 20)} is not a weekday; write ${weekdays.join(', ')}`);
  return weekday;
}

function readUntil(value: string | undefined, refuse: (complaint: string) => Error): CalendarMoment | null {
  if (value === undefined) return null;
  const moment = readMoment(value);
  if (moment !== null) return moment;
  throw refuse(
    `UNTIL=${value.slice(0, 40)} is not a date or date-time; write 20261231, 20261231T180000, or 20261231T170000Z for UTC`,
  );
}

/** What the standard forbids between parts. */
function findContradiction(rule: RecurrenceRule): string | null {
  const { frequency, byWeekday } = rule;
  const isOneOf = (...some: Frequency[]) => some.includes(frequency);
  const hasOrdinal = byWeekday.some(({ ordinal }) => ordinal !== 0);
  if (rule.count !== null && rule.until !== null) return 'COUNT and UNTIL exclude each other; leave one away';
  if (rule.byWeekNumber.length > 0 && frequency !== 'YEARLY') return 'BYWEEKNO belongs to FREQ=YEARLY';
  if (rule.byYearDay.length > 0 && isOneOf('MONTHLY', 'WEEKLY', 'DAILY'))
    return `BYYEARDAY does not go with FREQ=${frequency}; use BYMONTHDAY, or FREQ=YEARLY`;
  if (rule.byMonthDay.length > 0 && frequency === 'WEEKLY')
    return 'BYMONTHDAY does not go with FREQ=WEEKLY; use BYDAY, or FREQ=MONTHLY';
  if (hasOrdinal && !isOneOf('YEARLY', 'MONTHLY'))
    return 'BYDAY with a number, such as 2MO, belongs to FREQ=MONTHLY or FREQ=YEARLY';
  if (hasOrdinal && rule.byWeekNumber.length > 0)
    return 'BYDAY with a number does not go with BYWEEKNO; write the weekday alone';
  const isFiltered = Object.entries(rule).some(
    ([name, value]) => name.startsWith('by') && name !== 'bySetPosition' && Array.isArray(value) && value.length > 0,
  );
  if (rule.bySetPosition.length > 0 && !isFiltered) return 'BYSETPOS chooses among what another BY part gives; add one';
  return null;
}
