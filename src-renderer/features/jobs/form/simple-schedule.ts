import type { TriggerKind } from '#contract/jobs.ts';

/** The schedules one can put together without knowing cron. Clock times are `HH:mm` in the trigger's zone. */
export type SimpleSchedule =
  | { every: 'minutes'; count: number }
  | { every: 'hour'; minute: number }
  /** Days as cron counts them, Sunday is 0; all seven is every day. */
  | { every: 'day'; time: string; days: readonly number[] }
  | { every: 'month'; day: number; time: string }
  | { every: 'interval'; count: number; unit: IntervalUnit }
  /** A wall clock without offset: 2026-12-24T18:00. */
  | { every: 'once'; at: string };

export type IntervalUnit = 'seconds' | 'minutes' | 'hours' | 'days';

export interface Schedule {
  kind: TriggerKind;
  expr: string;
}

/** Steps that leave no shorter gap at the full hour. */
export const minuteSteps = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30] as const;
export const everyDay: readonly number[] = [0, 1, 2, 3, 4, 5, 6];

const suffixes: Record<IntervalUnit, string> = { seconds: 'S', minutes: 'M', hours: 'H', days: 'D' };
const weekdayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The expression a simple schedule stands for. */
export function writeSchedule(simple: SimpleSchedule): Schedule {
  switch (simple.every) {
    case 'minutes':
      return cron(simple.count === 1 ? '*' : `*/${simple.count}`, '*', '*', '*');
    case 'hour':
      return cron(String(simple.minute), '*', '*', '*');
    case 'day':
      return cron(...clockFields(simple.time), '*', writeDays(simple.days));
    case 'month':
      return cron(...clockFields(simple.time), String(simple.day), '*');
    case 'interval':
      return { kind: 'interval', expr: `P${simple.unit === 'days' ? '' : 'T'}${simple.count}${suffixes[simple.unit]}` };
    case 'once':
      return { kind: 'once', expr: simple.at };
  }
}

/** The simple schedule an expression stands for; undefined where it says more than the picker can. */
export function readSchedule({ kind, expr }: Schedule): SimpleSchedule | undefined {
  if (kind === 'once') return /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(expr) ? { every: 'once', at: expr } : undefined;
  if (kind === 'interval') return readInterval(expr);
  const [minute, hour, day, month, weekday, ...more] = expr.trim().split(/\s+/);
  if (minute === undefined || hour === undefined || day === undefined) return undefined;
  if (month !== '*' || weekday === undefined || more.length > 0) return undefined;
  return readCron({ minute, hour, day, weekday });
}

function readInterval(expr: string): SimpleSchedule | undefined {
  const found = /^P(?:(\d+)D|T(?:(\d+)H|(\d+)M|(\d+)S))$/.exec(expr);
  if (found === null) return undefined;
  const units = ['days', 'hours', 'minutes', 'seconds'] as const;
  const unit = units.find((_, index) => found[index + 1] !== undefined);
  return unit && { every: 'interval', unit, count: Number(found[units.indexOf(unit) + 1]) };
}

function readCron(fields: { minute: string; hour: string; day: string; weekday: string }): SimpleSchedule | undefined {
  const { minute, hour, day, weekday } = fields;
  if (hour === '*' && day === '*' && weekday === '*') {
    const step = minute === '*' ? 1 : Number(/^\*\/(\d+)$/.exec(minute)?.[1]);
    if (minuteSteps.some((each) => each === step)) return { every: 'minutes', count: step };
    return isWithin(minute, 0, 59) ? { every: 'hour', minute: Number(minute) } : undefined;
  }
  if (!isWithin(minute, 0, 59) || !isWithin(hour, 0, 23)) return undefined;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (weekday === '*' && isWithin(day, 1, 31)) return { every: 'month', day: Number(day), time };
  const days = readDays(weekday);
  return day === '*' && days !== undefined ? { every: 'day', time, days } : undefined;
}

function readDays(field: string): readonly number[] | undefined {
  if (field === '*') return everyDay;
  const days = new Set<number>();
  for (const part of field.split(',')) {
    const [from, to = from, ...more] = part.split('-').map(readDay);
    if (from === undefined || to === undefined || more.length > 0 || from > to) return undefined;
    for (let day = from; day <= to; day += 1) days.add(day % 7);
  }
  return [...days].sort((a, b) => a - b);
}

function readDay(text: string): number | undefined {
  if (/^[0-7]$/.test(text)) return Number(text);
  const index = weekdayNames.indexOf(text.toLowerCase());
  return index < 0 ? undefined : index;
}

/** 1-5 for Monday to Friday, 1,3 for two of them. */
function writeDays(days: readonly number[]): string {
  if (days.length === 7) return '*';
  const sorted = [...days].sort((a, b) => a - b);
  const [first = 0, last = first] = [sorted[0], sorted.at(-1)];
  return sorted.length > 2 && last - first === sorted.length - 1 ? `${first}-${last}` : sorted.join(',');
}

function cron(minute: string, hour: string, day: string, weekday: string): Schedule {
  return { kind: 'cron', expr: `${minute} ${hour} ${day} * ${weekday}` };
}

/** Minute and hour as cron writes them: 02:30 becomes 30 and 2. */
function clockFields(time: string): [string, string] {
  const [hour = '0', minute = '0'] = time.split(':');
  return [String(Number(minute)), String(Number(hour))];
}

function isWithin(text: string, min: number, max: number): boolean {
  return /^\d{1,2}$/.test(text) && Number(text) >= min && Number(text) <= max;
}
