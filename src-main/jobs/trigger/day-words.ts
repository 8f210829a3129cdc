import { listWords, monthNames, ordinalWord, weekdayNames } from './calendar-words.ts';
import { findRow, nameRuns } from './number-words.ts';

/** `days 1 through 7` and `15`, or `every second day from 1 to 31`: places from the beginning, as items of a list. */
export function placeWords(places: readonly number[], unit: 'day' | 'week'): string[] {
  const row = findRow(places);
  if (row !== null && row.step > 1) return [`every ${ordinalWord(row.step)} ${unit} from ${row.first} to ${row.last}`];
  const [first, ...others] = nameRuns(places, String);
  return first === undefined ? [] : [`${unit}${places.length === 1 ? '' : 's'} ${first}`, ...others];
}

/** Weekdays count from Monday = 0; an ordinal from 1, or from -1 at the end. */
interface ChosenWeekdays {
  readonly plain: readonly number[];
  readonly counted: readonly { readonly weekday: number; readonly ordinal: number }[];
}

/** Words for weekdays, and whether they read as a run (`Monday through Friday`), a list, or places of a month or year. */
export interface WeekdayWords {
  readonly words: string;
  readonly shape: 'run' | 'plain' | 'counted';
}

/** `Monday through Friday`; `every Monday and the second Friday of the month`; null: every weekday. */
export function weekdayWords({ plain, counted }: ChosenWeekdays, span: 'month' | 'year'): WeekdayWords | null {
  if (plain.length === 7) return null;
  const named = nameRuns(aroundTheWeek(plain), (index) => weekdayNames[index % 7] ?? '');
  if (counted.length > 0) {
    const places = counted
      .toSorted((a, b) => fromTheEndLast(a.ordinal, b.ordinal) || a.weekday - b.weekday)
      .map(({ weekday, ordinal }) => `the ${ordinalWord(ordinal)} ${weekdayNames[weekday]}`);
    const words = listWords([...named.map((name) => `every ${name}`), ...places]);
    return { words: `${words} of the ${span}`, shape: 'counted' };
  }
  return { words: listWords(named), shape: named.length === 1 && plain.length > 1 ? 'run' : 'plain' };
}

/** `only in January through March and October`, of months from 1; nothing where it is all of them. */
export function sayMonths(months: readonly number[]): string[] {
  if (months.length === 12) return [];
  return [`only in ${listWords(nameRuns(months, (month) => monthNames[month - 1] ?? ''))}`];
}

/** Whether a sentence says them after `on`, `only on` or nothing, where no other part chooses days before. */
export function sayWeekdays({ words, shape }: WeekdayWords): string {
  return { run: '', plain: 'only on ', counted: 'on ' }[shape] + words;
}

/** Places from the beginning in their order, then those from the end: first, second, second-last, last. */
export function fromTheEndLast(a: number, b: number): number {
  return Number(a < 0) - Number(b < 0) || a - b;
}

/** Where they go on from Sunday to Monday they begin before: Sunday through Tuesday is a run too. */
function aroundTheWeek(weekdays: readonly number[]): readonly number[] {
  if (!weekdays.includes(0) || !weekdays.includes(6)) return weekdays;
  const gap = weekdays.findIndex((weekday, index) => weekday !== index);
  return [...weekdays.slice(gap), ...weekdays.slice(0, gap).map((weekday) => weekday + 7)];
}
