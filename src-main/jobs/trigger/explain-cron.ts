import { CronPattern } from 'croner';

interface CronField {
  readonly name: string;
  readonly lowest: number;
  readonly highest: number;
  /** What may stand for its numbers, from the lowest on. */
  readonly names: readonly string[];
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
/** Sunday is 0 and 7. */
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
/** Short names of whole expressions, as croner knows them. */
export const cronNicknames = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/** In the order they are written; five fields leave away the first and the last, six the last. */
const fields: readonly CronField[] = [
  { name: 'second', lowest: 0, highest: 59, names: [] },
  { name: 'minute', lowest: 0, highest: 59, names: [] },
  { name: 'hour', lowest: 0, highest: 23, names: [] },
  { name: 'day', lowest: 1, highest: 31, names: [] },
  { name: 'month', lowest: 1, highest: 12, names: months },
  { name: 'weekday', lowest: 0, highest: 7, names: weekdays },
  { name: 'year', lowest: 1, highest: 9_999, names: [] },
];
const longestShown = 40;
const howManyFields =
  'write five (minute hour day month weekday) such as 0 8 * * MON-FRI, six with the second before them, or seven with the year behind';

/** Why croner refuses an expression, naming the field and what to write instead: `minute: 75 is not in 0-59`. */
export function explainCron(expr: string): string {
  const words = expr.trim().split(/\s+/);
  const [head = ''] = words;
  if (head.startsWith('@') && !cronNicknames.includes(head.toLowerCase()))
    return `${shorten(head)} is not known; there are ${cronNicknames.join(', ')}`;
  if (head.startsWith('@')) return `${head} stands alone; take away what follows it`;
  if (head === '') return `is empty; ${howManyFields}`;
  if (words.length < 5 || words.length > 7)
    return `there ${words.length === 1 ? 'is 1 field' : `are ${words.length} fields`}; ${howManyFields}`;
  const first = words.length === 5 ? 1 : 0;
  const place = words.findIndex((word, index) => isRefused(word, first + index));
  const field = fields[first + place];
  const word = words[place];
  if (field === undefined || word === undefined) return `${shorten(expr)} is not a cron expression`;
  const item = word.split(',').find((each) => isRefused(each, first + place)) ?? word;
  const why = explainList(word, field) ?? explainItem(item, field);
  return `${field.name}: ${why ?? `${shorten(item)} is not understood; ${adviseOn(field)}`}`;
}

/** Whether croner refuses it in that field, all others being `*`. */
function isRefused(word: string, place: number): boolean {
  try {
    new CronPattern(fields.map((_, index) => (index === place ? word || ',' : '*')).join(' '));
    return false;
  } catch {
    return true;
  }
}

function explainList(word: string, { name }: CronField): string | null {
  const items = word.split(',');
  if (items.includes('')) return `${shorten(word)} has a comma with nothing beside it; take it out`;
  if (name === 'day' && items.length > 1 && items.some((item) => item.toUpperCase() === 'LW'))
    return `LW stands in no list (${shorten(word)}); write it alone`;
  return null;
}

function explainItem(item: string, field: CronField): string | null {
  const [base = '', step, ...more] = item.split('/');
  if (more.length > 0) return null;
  return (
    explainSign(item, field) ??
    (step === undefined ? null : explainStep({ base, step }, field)) ??
    explainSpan(withoutSigns(base), step, field)
  );
}

/** What croner reads besides numbers and names: `?`, `#`, `L` and `W`. */
function explainSign(item: string, field: CronField): string | null {
  const isWeekday = field.name === 'weekday';
  const isDay = field.name === 'day';
  const [, nth] = item.split('#');
  if (item.includes('?')) return `? stands alone, not in ${shorten(item)}; ${adviseOn(field)}`;
  if (nth !== undefined && !isWeekday) return `# belongs to the weekday, as in FRI#2; ${adviseOn(field)}`;
  if (nth !== undefined && !/^(?:[1-5]|L)$/i.test(nth))
    return `${shorten(item)} counts no weekday of a month; write #1 to #5, or #L for the last`;
  if (/^(?:\d*|L)W$/i.test(item) && !isDay) return `W belongs to the day, as in 15W; ${adviseOn(field)}`;
  if (/^\d*L$/i.test(item) && !isDay && !isWeekday)
    return `L belongs to the day, and to the weekday as in 5L; ${adviseOn(field)}`;
  if (isDay && /L/i.test(item))
    return `${shorten(item)} is more than L; write L for the last day, LW for the last weekday`;
  if (isWeekday && /^L$/i.test(item)) return 'L names no weekday; write 5L or FRI#L for the last Friday';
  return null;
}

function withoutSigns(item: string): string {
  return item
    .replace(/^\+/, '')
    .replace(/#.*$/, '')
    .replace(/(?<=\d)[LW]$/i, '');
}

function explainStep({ base, step }: { base: string; step: string }, field: CronField): string | null {
  const { names, lowest, highest } = field;
  const shown = shorten(`${base}/${step}`);
  const most = highest === 7 ? 7 : highest - lowest + 1;
  if (!/^\d+$/.test(step)) return `${shown} has no number after /; write a step such as */2`;
  if (Number(step) === 0 || Number(step) > most)
    return `${shown} steps by ${shorten(step)}; write a step of 1 to ${most}`;
  if (base === '') return `${shown} has nothing before /; write */${step}`;
  if (Number.isNaN(numberOf(base, field))) return null;
  return (
    explainValue(base, field) ?? `${shown} steps from a single value; write ${base}-${names.at(-1) ?? highest}/${step}`
  );
}

/** A value, or a range of two. */
function explainSpan(item: string, step: string | undefined, field: CronField): string | null {
  const bounds = item.split('-');
  if (bounds.length > 2) return null;
  const wrong = bounds.map((bound) => explainValue(bound, field)).find((each) => each !== null);
  if (wrong !== undefined) return wrong;
  const [from = '', to] = bounds;
  if (to === undefined || !(numberOf(from, field) > numberOf(to, field))) return null;
  return `${shorten(item)} runs backwards; write ${turnRange({ from, to, step }, field)}`;
}

function explainValue(text: string, { name, names, lowest, highest }: CronField): string | null {
  if (/^\d+$/.test(text)) {
    const isWithin = Number(text) >= lowest && Number(text) <= highest;
    return isWithin ? null : `${shorten(text)} is not in ${lowest}-${highest}`;
  }
  if (names.includes(text.toUpperCase())) return null;
  if (!/^[a-z]+$/i.test(text)) return null;
  if (names.length === 0) return `${shorten(text)} is not a number; write ${lowest}-${highest}`;
  return `${shorten(text)} is not a ${name}; write ${lowest}-${highest} or ${[...new Set(names)].join(', ')}`;
}

/** NaN for what is neither a number nor a name. */
function numberOf(text: string, { names, lowest }: CronField): number {
  if (/^\d+$/.test(text)) return Number(text);
  const place = names.indexOf(text.toUpperCase());
  return place === -1 ? Number.NaN : lowest + place;
}

/** The same days, hours or minutes in two ranges that run forwards; years are turned round. */
function turnRange(
  { from, to, step }: { from: string; to: string; step: string | undefined },
  field: CronField,
): string {
  const { name, names, lowest, highest } = field;
  const suffix = step === undefined ? '' : `/${step}`;
  if (name === 'year') return `${to}-${from}${suffix}`;
  const span = (first: string, last: string) => (first === last ? first : `${first}-${last}${suffix}`);
  const isNamed = names.includes(from.toUpperCase());
  const isWeek = name === 'weekday';
  // the week goes on from Sunday, its 7, with Monday
  if (isWeek && numberOf(from, field) === 7) return span('0', to);
  const last = isNamed ? (names.at(-1) ?? '') : String(highest);
  const next = isNamed ? (names[isWeek ? 1 : 0] ?? '') : String(isWeek ? 1 : lowest);
  const isWhole = isWeek && numberOf(to, field) === 0;
  return [span(from, last), ...(isWhole ? [] : [span(next, to)])].join(',');
}

function adviseOn({ lowest, highest }: CronField): string {
  return `write ${lowest}-${highest}, a range such as ${lowest}-${lowest + 1}, a step such as */2, or a list of them`;
}

function shorten(text: string): string {
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
