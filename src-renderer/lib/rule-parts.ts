/** What a calendar rule (RFC 5545) says, as far as it can be said in words. */
export interface RuleParts {
  unit: RuleFrequency;
  interval: number;
  months: readonly number[];
  /** Days of the month; -1 is the last. */
  dates: readonly number[];
  /** Days of the week as cron counts them; `nth` of the month or year, 0 for each. */
  weekdays: readonly { nth: number; day: number }[];
  /** Which of the days of each period; empty for all. */
  positions: readonly number[];
  /** 08:00; empty where the rule does not say, or is finer than a day. */
  times: readonly string[];
  count: number | undefined;
  /** 2026-12-24. */
  until: string | undefined;
  /** Dates left out, and dates added. */
  excluded: number;
  added: number;
}

export type RuleFrequency = (typeof frequencies)[keyof typeof frequencies];
const frequencies = {
  SECONDLY: 'seconds',
  MINUTELY: 'minutes',
  HOURLY: 'hours',
  DAILY: 'days',
  WEEKLY: 'weeks',
  MONTHLY: 'months',
  YEARLY: 'years',
} as const;

const codes = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
/** More times of the day than these are nothing one says. */
const mostTimes = 6;

/** Takes a rule apart; undefined for what there are no words for: two rules, weeks of the year, odd hours of a minute. */
export function readRuleParts(expr: string): RuleParts | undefined {
  const lines = expr
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const linesOf = (name: string) =>
    lines
      .filter((line) => line.toUpperCase().startsWith(name))
      .map((line) => line.slice(line.indexOf(':') + 1).toUpperCase());
  const rules = [
    ...linesOf('RRULE'),
    ...lines.filter((line) => /^FREQ=/i.test(line)).map((line) => line.toUpperCase()),
  ];
  const [rule, ...more] = rules;
  const isKnown = lines.every((line) => /^(RRULE|FREQ=|DTSTART|EXDATE|RDATE)/i.test(line));
  if (rule === undefined || more.length > 0 || !isKnown) return undefined;
  const dates = (name: string) => linesOf(name).flatMap((value) => value.split(',')).length;
  return readRule(rule, {
    start: /T(\d\d)(\d\d)\d\d/.exec(linesOf('DTSTART')[0] ?? ''),
    excluded: dates('EXDATE'),
    added: dates('RDATE'),
  });
}

function readRule(
  rule: string,
  { start, ...listed }: { start: RegExpExecArray | null; excluded: number; added: number },
): RuleParts | undefined {
  const parts = new Map(
    rule.split(';').map((part): [string, string] => {
      const [name = '', value = ''] = part.split('=');
      return [name, value];
    }),
  );
  const list = (name: string) => {
    const value = parts.get(name);
    parts.delete(name);
    return value === undefined || value === '' ? [] : value.split(',');
  };
  const figures = (name: string) => list(name).map(Number);
  const [frequency = ''] = list('FREQ');
  const unit = Object.entries(frequencies).find(([name]) => name === frequency)?.[1];
  const [interval = 1] = figures('INTERVAL');
  const weekdays = list('BYDAY').map(readWeekday);
  const clock = [figures('BYHOUR'), figures('BYMINUTE'), figures('BYSECOND')] as const;
  const times = unit && readTimes(unit, { clock, start });
  const [count] = figures('COUNT');
  const [until] = list('UNTIL');
  const found = { months: figures('BYMONTH'), dates: figures('BYMONTHDAY'), positions: figures('BYSETPOS') };
  parts.delete('WKST');
  const figuresRead = [interval, count ?? 1, ...found.months, ...found.dates, ...found.positions];
  if (unit === undefined || times === undefined || parts.size > 0) return undefined;
  if (figuresRead.some((figure) => !Number.isInteger(figure)) || weekdays.some((weekday) => weekday === undefined))
    return undefined;
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)/.exec(until ?? '') ?? [];
  if (until !== undefined && year === undefined) return undefined;
  return {
    unit,
    interval,
    ...found,
    weekdays: weekdays.filter((weekday) => weekday !== undefined),
    times,
    count,
    until: year === undefined ? undefined : `${year}-${month}-${day}`,
    ...listed,
  };
}

function readWeekday(text: string): RuleParts['weekdays'][number] | undefined {
  const [, nth = '', code = ''] = /^([+-]?\d*)([A-Z]{2})$/.exec(text) ?? [];
  const day = codes.indexOf(code);
  return day < 0 ? undefined : { nth: Number(nth), day };
}

/** Those of the rule, else that of the day it begins on. */
function readTimes(
  unit: RuleFrequency,
  { clock, start }: { clock: readonly (readonly number[])[]; start: RegExpExecArray | null },
): readonly string[] | undefined {
  const [hours = [], minutes = [], seconds = []] = clock;
  if (seconds.some((second) => second !== 0)) return undefined;
  if (unit === 'seconds' || unit === 'minutes' || unit === 'hours')
    return hours.length + minutes.length === 0 ? [] : undefined;
  const [startHour, startMinute] = start === null ? [] : [Number(start[1]), Number(start[2])];
  const ofHours = hours.length > 0 ? hours : [startHour];
  const ofMinutes = minutes.length > 0 ? minutes : [hours.length > 0 ? (startMinute ?? 0) : startMinute];
  if (ofHours.length * ofMinutes.length > mostTimes) return undefined;
  return ofHours.flatMap((hour) =>
    ofMinutes.flatMap((minute) => (hour === undefined || minute === undefined ? [] : [`${pad(hour)}:${pad(minute)}`])),
  );
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
