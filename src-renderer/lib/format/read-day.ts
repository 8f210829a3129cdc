import { locale } from '../messages/messages.ts';

/** Fri 20 Nov 2026, in the order and language of the viewer. `day` is 2026-11-20. */
export function writeDay(day: string): string {
  const at = Date.parse(day);
  if (Number.isNaN(at)) return '';
  const shape = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locale(), shape).format(at).replaceAll(',', '');
}

/**
 * A day as a person types it, in the order of the viewer: 20/11, 20 Nov, or everywhere alike 20.11.2026 and 2026-11-20.
 * Without a year it is the next such day. Undefined for what is no day.
 */
export function readDay(text: string, now: number): string | undefined {
  const plain = bare(text);
  const iso = /^(\d{4})[-/.](\d\d?)[-/.](\d\d?)$/.exec(plain);
  if (iso !== null) return toDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const figures = [...plain.matchAll(/\d+/g)].map(([figure]) => Number(figure));
  const words = (plain.match(/\p{L}+/gu) ?? []).filter((word) => !isNamed(word, weekdayNames()));
  const month = findMonth(words);
  if (month !== undefined) {
    const [day, year, ...more] = inOrder(figures);
    return day === undefined || more.length > 0 ? undefined : complete({ day, month, year }, now);
  }
  if (words.length > 0) return undefined;
  // Nobody puts the month first with dots in between.
  const order = /^\d\d?\./.test(plain) ? 'day' : orderOfParts();
  const [first, second, year, ...more] = figures;
  if (first === undefined || second === undefined || more.length > 0) return undefined;
  return complete({ ...(order === 'day' ? { day: first, month: second } : { month: first, day: second }), year }, now);
}

/** All days of a text, such as a list from elsewhere, and what in it should be one: each line may say what its day is. */
export function readDays(text: string, now: number): { days: readonly string[]; unread: readonly string[] } {
  const lines = text.split(/[\n;]/).map((line) => {
    const parts = readDay(line, now) === undefined ? line.split(/[\t,]/) : [line];
    return parts.map((part) => ({ part: part.trim(), days: findDays(part, now) })).filter(({ part }) => part !== '');
  });
  const unread = lines.flatMap((parts) => {
    const isNamed = parts.some(({ days }) => days.length > 0);
    return parts.filter(({ part, days }) => days.length === 0 && (!isNamed || /\d/.test(part)));
  });
  const days = new Set(lines.flat().flatMap((part) => part.days));
  return { days: [...days].toSorted(), unread: unread.map(({ part }) => part) };
}

function findDays(text: string, now: number): readonly string[] {
  const whole = readDay(text, now);
  return whole === undefined ? (text.match(datesWithin) ?? []).flatMap((date) => readDay(date, now) ?? []) : [whole];
}

/** Figures that can only be a date: whole years, and nothing beside them that belongs to a longer figure. */
const datesWithin = /(?<![\d./-])(?:\d{4}([-/.])\d\d?\1\d\d?|\d\d?([-/.])\s?\d\d?\2\s?\d{4})(?![\d/-])/g;

/** 20 Nov 2026 and Nov 20 2026, but also 2026 Nov 20: what cannot be a day is the year. */
function inOrder(figures: readonly number[]): readonly number[] {
  return figures.toSorted((a, b) => Number(a > 31) - Number(b > 31));
}

function complete(parts: { day: number; month: number; year: number | undefined }, now: number): string | undefined {
  const { day, month, year } = parts;
  if (year !== undefined) return toDay(year < 100 ? 2_000 + year : year, month, day);
  const thisYear = new Date(now).getFullYear();
  const found = toDay(thisYear, month, day);
  const today = toDay(thisYear, new Date(now).getMonth() + 1, new Date(now).getDate()) ?? '';
  return found !== undefined && found < today ? toDay(thisYear + 1, month, day) : found;
}

/** Undefined for 31 November. */
function toDay(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isThere = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1_000 && year <= 9_999;
  return isThere ? date.toISOString().slice(0, 10) : undefined;
}

/** Whether the viewer writes the day or the month first; who begins with the year writes the month before the day. */
function orderOfParts(): 'day' | 'month' {
  const parts = new Intl.DateTimeFormat(locale()).formatToParts(0).map(({ type }) => type);
  return parts.indexOf('day') < parts.indexOf('month') ? 'day' : 'month';
}

/** The month the only word names, in the viewer's language or in English. */
function findMonth([word, ...more]: readonly string[]): number | undefined {
  if (word === undefined || more.length > 0) return undefined;
  const month = [...Array(12).keys()].find((index) =>
    isNamed(word, namesOf('month', { day: 'numeric', month: 'long' }, Date.UTC(2026, index, 15))),
  );
  return month === undefined ? undefined : month + 1;
}

function weekdayNames(): readonly string[] {
  return [...Array(7).keys()].flatMap((index) => namesOf('weekday', { weekday: 'long' }, index * 86_400_000));
}

/** How the viewer's language and English call a part of a date, beside other parts and by itself. */
function namesOf(part: 'month' | 'weekday', shape: Intl.DateTimeFormatOptions, at: number): readonly string[] {
  return [locale(), 'en'].flatMap((language) =>
    [shape, { [part]: 'long' } as const, { [part]: 'short' } as const].map((each) => {
      const parts = new Intl.DateTimeFormat(language, { ...each, timeZone: 'UTC' }).formatToParts(at);
      return bare(parts.find(({ type }) => type === part)?.value ?? '');
    }),
  );
}

/** Whole, or its first letters where they are three or more. */
function isNamed(word: string, names: readonly string[]): boolean {
  return names.some((name) => name === word || (word.length >= 3 && name.startsWith(word)));
}

function bare(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').trim().toLowerCase();
}
