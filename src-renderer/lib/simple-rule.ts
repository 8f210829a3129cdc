/** A calendar rule (RFC 5545) as one says it: every 2 weeks on Monday and Thursday at 08:00, ten times. */
export interface SimpleRule {
  every: 'rule';
  interval: number;
  /** The day it begins on, as 2026-11-20; with `interval` it decides which weeks or months are meant. */
  from: string;
  time: string;
  on: RuleDays;
  ends: RuleEnd;
}

/** Which days of the period. */
export type RuleDays =
  | { unit: 'days' }
  /** Days as cron counts them, Sunday is 0. */
  | { unit: 'weeks'; days: readonly number[] }
  | { unit: 'months'; day: DayOfMonth }
  | { unit: 'years'; month: number; day: DayOfMonth };

export type DayOfMonth =
  /** -1 is the last day of the month. */
  | { by: 'date'; date: number }
  /** The second Tuesday; -1 is the last. `workday` is any of Monday to Friday. */
  | { by: 'weekday'; nth: Nth; weekday: number | 'workday' };

type Nth = (typeof nths)[number];
export const nths = [1, 2, 3, 4, -1] as const;

export type RuleEnd = { by: 'never' } | { by: 'date'; date: string } | { by: 'count'; count: number };
export type RuleUnit = RuleDays['unit'];
export const ruleUnits = ['days', 'weeks', 'months', 'years'] as const satisfies RuleUnit[];

const frequencies: Record<RuleUnit, string> = { days: 'DAILY', weeks: 'WEEKLY', months: 'MONTHLY', years: 'YEARLY' };
const codes = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const workdays = 'MO,TU,WE,TH,FR';

/** The lines of a rule. The zone is the trigger's: DTSTART is a wall clock. */
export function writeRule({ interval, from, time, on, ends }: SimpleRule): string {
  const parts = [
    `FREQ=${frequencies[on.unit]}`,
    ...(interval === 1 ? [] : [`INTERVAL=${interval}`]),
    ...writeDays(on),
    ...(ends.by === 'date' ? [`UNTIL=${compact(ends.date)}`] : []),
    ...(ends.by === 'count' ? [`COUNT=${ends.count}`] : []),
  ];
  return `DTSTART:${compact(from)}T${time.replace(':', '')}00\nRRULE:${parts.join(';')}`;
}

/** The simple rule some lines stand for; undefined where they say more, or nothing of when they begin. */
export function readRule(expr: string): SimpleRule | undefined {
  const lines = /^DTSTART:(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)00\r?\n(?:RRULE:)?([A-Z0-9=;,-]+)$/.exec(expr.trim());
  if (lines === null) return undefined;
  const [, year, month, day, hour, minute, text = ''] = lines;
  const parts = new Map(text.split(';').map((part) => toPair(part)));
  const take = (name: string) => {
    const value = parts.get(name);
    parts.delete(name);
    return value;
  };
  const frequency = take('FREQ');
  const unit = ruleUnits.find((each) => frequencies[each] === frequency);
  const interval = readCount(take('INTERVAL') ?? '1');
  const ends = readEnd(take('UNTIL'), take('COUNT'));
  const on = unit && readDaysOf(unit, take);
  if (parts.size > 0 || interval === undefined || ends === undefined || on === undefined) return undefined;
  return { every: 'rule', interval, from: `${year}-${month}-${day}`, time: `${hour}:${minute}`, on, ends };
}

function writeDays(on: RuleDays): string[] {
  switch (on.unit) {
    case 'days':
      return [];
    case 'weeks':
      return [
        `BYDAY=${fromMonday(on.days)
          .map((day) => codes[day])
          .join(',')}`,
      ];
    case 'months':
      return writeDayOfMonth(on.day);
    case 'years':
      return [`BYMONTH=${on.month}`, ...writeDayOfMonth(on.day)];
  }
}

function writeDayOfMonth(day: DayOfMonth): string[] {
  if (day.by === 'date') return [`BYMONTHDAY=${day.date}`];
  if (day.weekday === 'workday') return [`BYDAY=${workdays}`, `BYSETPOS=${day.nth}`];
  return [`BYDAY=${day.nth}${codes[day.weekday]}`];
}

type Take = (name: string) => string | undefined;

function readDaysOf(unit: RuleUnit, take: Take): RuleDays | undefined {
  if (unit === 'days') return { unit };
  if (unit === 'weeks') {
    const days = take('BYDAY')
      ?.split(',')
      .map((code) => codes.indexOf(code));
    return days === undefined || days.includes(-1) ? undefined : { unit, days: [...days].sort((a, b) => a - b) };
  }
  const month = unit === 'years' ? readCount(take('BYMONTH') ?? '') : 0;
  const day = readDayOfMonth(take);
  if (day === undefined || month === undefined || month > 12) return undefined;
  return unit === 'years' ? { unit, month, day } : { unit, day };
}

function readDayOfMonth(take: Take): DayOfMonth | undefined {
  const [date, weekday, position] = [take('BYMONTHDAY'), take('BYDAY'), take('BYSETPOS')];
  if (date !== undefined) {
    const isOne = /^(-1|[12]?\d|3[01])$/.test(date) && date !== '0';
    return isOne && weekday === undefined && position === undefined ? { by: 'date', date: Number(date) } : undefined;
  }
  if (weekday === workdays) {
    const nth = nths.find((each) => String(each) === position);
    return nth && { by: 'weekday', nth, weekday: 'workday' };
  }
  const [, place, code = ''] = /^(-?\d)([A-Z]{2})$/.exec(weekday ?? '') ?? [];
  const nth = nths.find((each) => String(each) === place);
  const index = codes.indexOf(code);
  return nth === undefined || index < 0 || position !== undefined ? undefined : { by: 'weekday', nth, weekday: index };
}

function readEnd(until: string | undefined, count: string | undefined): RuleEnd | undefined {
  if (until !== undefined && count !== undefined) return undefined;
  if (count !== undefined) {
    const times = readCount(count);
    return times === undefined ? undefined : { by: 'count', count: times };
  }
  if (until === undefined) return { by: 'never' };
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(until) ?? [];
  return year === undefined ? undefined : { by: 'date', date: `${year}-${month}-${day}` };
}

function readCount(text: string): number | undefined {
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined;
}

function toPair(part: string): [string, string] {
  const [name = '', value = ''] = part.split('=');
  return [name, value];
}

/** 2026-11-20 as 20261120. */
function compact(date: string): string {
  return date.replaceAll('-', '');
}

/** Weeks begin on Monday here, as in a rule without WKST. */
function fromMonday(days: readonly number[]): readonly number[] {
  return [...days].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7));
}
