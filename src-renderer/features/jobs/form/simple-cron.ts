/** What cron says of a plain rhythm. */
export type SimpleCron =
  | { every: 'minutes'; count: number }
  | { every: 'hour'; minute: number }
  /** Days as cron counts them, Sunday is 0; all seven is every day. */
  | { every: 'day'; time: string; days: readonly number[] }
  | { every: 'month'; day: number; time: string };

/** Steps that leave no shorter gap at the full hour. */
export const minuteSteps = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30] as const;
export const everyDay: readonly number[] = [0, 1, 2, 3, 4, 5, 6];

const weekdayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The five fields of a rhythm. */
export function writeCron(simple: SimpleCron): string {
  switch (simple.every) {
    case 'minutes':
      return `${simple.count === 1 ? '*' : `*/${simple.count}`} * * * *`;
    case 'hour':
      return `${simple.minute} * * * *`;
    case 'day':
      return `${clockFields(simple.time)} * * ${writeDays(simple.days)}`;
    case 'month':
      return `${clockFields(simple.time)} ${simple.day} * *`;
  }
}

/** The rhythm five fields stand for; undefined where they say more. */
export function readCron(expr: string): SimpleCron | undefined {
  const [minute, hour, day, month, weekday, ...more] = expr.trim().split(/\s+/);
  if (minute === undefined || hour === undefined || day === undefined) return undefined;
  if (month !== '*' || weekday === undefined || more.length > 0) return undefined;
  if (hour === '*' && day === '*' && weekday === '*') return readMinutes(minute);
  if (!isWithin(minute, 0, 59) || !isWithin(hour, 0, 23)) return undefined;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (weekday === '*' && isWithin(day, 1, 31)) return { every: 'month', day: Number(day), time };
  const days = readDays(weekday);
  return day === '*' && days !== undefined ? { every: 'day', time, days } : undefined;
}

function readMinutes(minute: string): SimpleCron | undefined {
  const step = minute === '*' ? 1 : Number(/^\*\/(\d+)$/.exec(minute)?.[1]);
  if (minuteSteps.some((each) => each === step)) return { every: 'minutes', count: step };
  return isWithin(minute, 0, 59) ? { every: 'hour', minute: Number(minute) } : undefined;
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

/** Minute and hour as cron writes them: 02:30 becomes 30 and 2. */
function clockFields(time: string): string {
  const [hour = '0', minute = '0'] = time.split(':');
  return `${Number(minute)} ${Number(hour)}`;
}

function isWithin(text: string, min: number, max: number): boolean {
  return /^\d{1,2}$/.test(text) && Number(text) >= min && Number(text) <= max;
}
