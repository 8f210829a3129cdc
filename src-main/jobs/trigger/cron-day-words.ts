import { CronPattern } from 'croner';
import { listWords, ordinalWord, weekdayNames } from './calendar-words.ts';
import { placeWords, sayMonths, sayWeekdays, type WeekdayWords, weekdayWords } from './day-words.ts';
import { findRow, numberWords } from './number-words.ts';

/** The days that day, month, weekday and year fields choose, in words: each part narrows them. */
export function describeCronDays(dayExpr: string): string[] {
  const pattern = new CronPattern(`0 0 0 ${dayExpr}`, undefined, { mode: '7-part' });
  return [...sayDays(pattern), ...sayMonths(listFlags(pattern.month, 1)), ...sayYears(pattern)];
}

/** As croner has it: where both fields choose and no `+` joins them, a day needs to be in one of them only. */
function sayDays(pattern: CronPattern): string[] {
  const { starDOM, starDOW, useAndLogic } = pattern;
  const monthDays = monthDayWords(pattern);
  const weekdays = readWeekdays(pattern);
  if (!starDOM && !starDOW && !useAndLogic)
    return monthDays === null || weekdays === null ? [] : [`on ${monthDays} or on ${weekdays.words}`];
  if (weekdays === null) return monthDays === null ? [] : [`on ${monthDays}`];
  if (monthDays !== null) return [`on ${monthDays}`, `only on ${weekdays.words}`];
  return [sayWeekdays(weekdays)];
}

/** `days 1 through 7, 15 and the last day of the month`; null: every day. */
function monthDayWords({ day, nearestWeekdays, lastDayOfMonth, lastWeekday }: CronPattern): string | null {
  const days = listFlags(day, 1);
  if (days.length === 31) return null;
  const words = [
    ...placeWords(days, 'day'),
    ...listFlags(nearestWeekdays, 1).map((each) => `the weekday nearest day ${each}`),
    ...(lastWeekday ? ['the last weekday'] : []),
    ...(lastDayOfMonth ? ['the last day'] : []),
  ];
  return `${listWords(words)} of the month`;
}

/** croner keeps for each weekday which of the month it is: a bit for each of the first five, and one for the last. */
const lastBit = 32;
const everyBits = 31;

/** Null: every weekday. */
function readWeekdays({ dayOfWeek }: CronPattern): WeekdayWords | null {
  const choices = weekdayNames.map((_, weekday) => ({ weekday, bits: dayOfWeek[(weekday + 1) % 7] ?? 0 }));
  const isEvery = ({ bits }: { bits: number }) => (bits & everyBits) === everyBits;
  const plain = choices.filter(isEvery).map(({ weekday }) => weekday);
  const counted = choices.flatMap((choice) => {
    if (isEvery(choice)) return [];
    const places = [1, 2, 3, 4, 5].filter((place) => choice.bits & (1 << (place - 1)));
    return [...places, ...(choice.bits & lastBit ? [-1] : [])].map((ordinal) => ({ weekday: choice.weekday, ordinal }));
  });
  return weekdayWords({ plain, counted }, 'month');
}

function sayYears({ year, starYear }: CronPattern): string[] {
  // croner takes the years 1 to 9999, and keeps a flag for each and the year 0
  const years = starYear ? [] : listFlags(year, 0).filter((each) => each > 0);
  const row = findRow(years);
  if (starYear || years.length === 9_999) return [];
  if (row !== null && row.first === row.step && row.last + row.step > 9_999)
    return [`only in years divisible by ${row.step}`];
  if (row !== null && row.step > 1)
    return [`only in every ${ordinalWord(row.step)} year from ${row.first} to ${row.last}`];
  return [`only in ${numberWords(years)}`];
}

/** The places that are set; the first is `first`. */
function listFlags(flags: readonly number[], first: number): number[] {
  return flags.flatMap((flag, index) => (flag ? [index + first] : []));
}
