import { listWords, ordinalWord, weekdayNames } from './calendar-words.ts';
import { fromTheEndLast, placeWords, sayMonths, sayWeekdays, type WeekdayWords, weekdayWords } from './day-words.ts';
import { completeRule } from './recurrence-days.ts';
import type { RecurrenceRule } from './recurrence-rule.ts';

/** The days a rule chooses that is daily or rarer, every `interval`-th of its periods, in words: each part narrows them. */
export function describeRecurrenceDays(given: RecurrenceRule, startDay: number): string[] {
  const rule = completeRule(given, startDay);
  const days = sayDays(rule);
  return [
    ...withRhythm(rule, days),
    ...(rule.byMonth.length === 0 ? [] : sayMonths(rule.byMonth)),
    ...sayPositions(rule),
    ...sayWeekStart(rule),
  ];
}

const units = { YEARLY: 'year', MONTHLY: 'month', WEEKLY: 'week', DAILY: 'day' } as const;

function unitOf({ frequency }: RecurrenceRule): string {
  return units[frequency as keyof typeof units] ?? '';
}

interface Days {
  /** After `on`. */
  readonly words: string;
  /** Where no other part chooses days before. */
  readonly alone: string;
  /** Whether they are named by their weekday only. */
  readonly isEach: boolean;
}

function sayDays(rule: RecurrenceRule): Days[] {
  const weekdays = readWeekdays(rule);
  const alike = (words: string) => ({ words, alone: `on ${words}`, isEach: false });
  return [
    ...chosenPlaces(rule.byMonthDay, 31).map((words) => alike(`${words} of the month`)),
    ...chosenPlaces(rule.byYearDay, 366).map((words) => alike(`${words} of the year`)),
    ...(weekdays === null
      ? []
      : [{ words: weekdays.words, alone: sayWeekdays(weekdays), isEach: weekdays.shape !== 'counted' }]),
  ];
}

/** `days 1, 15 and the last day`; nothing where that is every one. */
function chosenPlaces(places: readonly number[], most: number, unit: 'day' | 'week' = 'day'): string[] {
  const fromBeginning = places.filter((place) => place > 0);
  if (places.length === 0 || fromBeginning.length === most) return [];
  const fromEnd = places.filter((place) => place < 0).map((place) => `the ${ordinalWord(place)} ${unit}`);
  return [listWords([...placeWords(fromBeginning, unit), ...fromEnd])];
}

function readWeekdays({ byWeekday, byMonth, frequency }: RecurrenceRule): WeekdayWords | null {
  if (byWeekday.length === 0) return null;
  const plain = byWeekday.filter(({ ordinal }) => ordinal === 0).map(({ weekday }) => weekday);
  const counted = byWeekday.filter(({ weekday, ordinal }) => ordinal !== 0 && !plain.includes(weekday));
  return weekdayWords({ plain, counted }, frequency === 'MONTHLY' || byMonth.length > 0 ? 'month' : 'year');
}

/** `every 2 weeks on Monday and Friday`; of days that are counted themselves `every 2 days, only on Monday`. */
function withRhythm(rule: RecurrenceRule, days: readonly Days[]): string[] {
  const [first, ...others] = days;
  const narrowed = others.map(({ words }) => `only on ${words}`);
  const weeks = chosenPlaces(rule.byWeekNumber, 53, 'week').map((words) => `only in ${words} of the year`);
  if (rule.interval === 1) return [...(first === undefined ? [] : [first.alone]), ...narrowed, ...weeks];
  const rhythm = `every ${rule.interval} ${unitOf(rule)}s`;
  if (first === undefined) return [rhythm, ...weeks];
  if (rule.frequency === 'DAILY') return [rhythm, `only on ${first.words}`, ...narrowed, ...weeks];
  // "every 2 months on Monday" would be one of them
  const isEach = rule.frequency !== 'WEEKLY' && first.isEach;
  return [`${rhythm} on ${isEach ? 'every ' : ''}${first.words}`, ...narrowed, ...weeks];
}

function sayPositions(rule: RecurrenceRule): string[] {
  if (rule.bySetPosition.length === 0) return [];
  const positions = rule.bySetPosition.toSorted(fromTheEndLast).map(ordinalWord);
  return [`only the ${listWords(positions)} of each ${unitOf(rule)}`];
}

/** Where it decides which days belong together. */
function sayWeekStart({ weekStart, frequency, interval, bySetPosition, byWeekNumber }: RecurrenceRule): string[] {
  const isOfWeeks = frequency === 'WEEKLY' && (interval > 1 || bySetPosition.length > 0);
  if (weekStart === 0 || !(isOfWeeks || byWeekNumber.length > 0)) return [];
  return [`with weeks from ${weekdayNames[weekStart]}`];
}
