/** The seven fields of a cron expression, those left out as what they stand for. */
export interface CronFields {
  second: string;
  minute: string;
  hour: string;
  day: string;
  month: string;
  weekday: string;
  year: string;
}

const nicknames: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** The fields; undefined where there are too few or too many. */
export function splitCron(expr: string): CronFields | undefined {
  const text = nicknames[expr.trim().toLowerCase()] ?? expr.trim();
  const parts = text.replaceAll('?', '*').toUpperCase().split(/\s+/);
  if (parts.length === 5) parts.unshift('0');
  if (parts.length === 6) parts.push('*');
  const [second, minute, hour, day, month, weekday, year, ...more] = parts;
  if (second === undefined || minute === undefined || hour === undefined || day === undefined) return undefined;
  if (month === undefined || weekday === undefined || year === undefined || more.length > 0) return undefined;
  return { second, minute, hour, day, month, weekday, year };
}

interface Range {
  min: number;
  max: number;
  /** Names for the values from `min` on. */
  names?: readonly string[];
}

/** The values a field lists, ascending; undefined for what is more than figures, names, ranges and steps. */
export function readValues(field: string, range: Range): readonly number[] | undefined {
  const found = new Set<number>();
  for (const part of field.split(',')) {
    const [, from = '', to, step = '1'] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
    const first = from === '*' ? range.min : readValue(from, range);
    const last = from === '*' || (to === undefined && part.includes('/')) ? range.max : readValue(to ?? from, range);
    if (first === undefined || last === undefined || first > last || Number(step) < 1) return undefined;
    for (let value = first; value <= last; value += Number(step)) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

function readValue(text: string, { min, max, names = [] }: Range): number | undefined {
  const named = names.indexOf(text);
  const value = named >= 0 ? named + min : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

/** Neighbours as one: 1, 2, 3, 5 are 1 to 3, and 5. Two stay two. */
export function toSpans(values: readonly number[]): readonly (readonly [number, number])[] {
  const spans: [number, number][] = [];
  for (const value of values) {
    const last = spans.at(-1);
    if (last !== undefined && last[1] === value - 1) last[1] = value;
    else spans.push([value, value]);
  }
  return spans.flatMap(([from, to]): [number, number][] =>
    to === from + 1
      ? [
          [from, from],
          [to, to],
        ]
      : [[from, to]],
  );
}
