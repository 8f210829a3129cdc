import type { CalendarMoment } from './calendar-lines.ts';
import { countWords, listWords, monthNames, ordinalWord, weekdayNames, writeClock } from './calendar-words.ts';
import { dayMs, formatReading } from './local-time.ts';
import { isFinerThanDaily } from './recurrence-days.ts';
import type { RecurrenceRule, WeekdayChoice } from './recurrence-rule.ts';
import type { Recurrence } from './recurrence-text.ts';

/** A rule in plain words: `Every 2 weeks on Monday and Friday at 08:00, 10 times`. `anchor` is the DTSTART it has. */
export function describeRecurrence({ rule, excluded, added }: Recurrence, anchor: number): string {
  const parts = [every(rule), ...choices(rule), ...times(rule, anchor)];
  const bounds = [
    ...(rule.bySetPosition.length > 0
      ? [`only the ${listWords(rule.bySetPosition.map(ordinalWord))} of each ${unitOf(rule)}`]
      : []),
    ...(rule.count === null ? [] : [rule.count === 1 ? 'once' : `${rule.count} times`]),
    ...(rule.until === null ? [] : [`until ${momentWords(rule.until)}`]),
    ...(excluded.length === 0 ? [] : [`without ${countWords(excluded.length, 'exception')}`]),
    ...(added.length === 0 ? [] : [`and on ${countWords(added.length, 'more date')}`]),
  ];
  return [parts.join(' '), ...bounds].join(', ');
}

const units = {
  YEARLY: 'year',
  MONTHLY: 'month',
  WEEKLY: 'week',
  DAILY: 'day',
  HOURLY: 'hour',
  MINUTELY: 'minute',
  SECONDLY: 'second',
} as const;
/** More times of day than these are told by their hours and minutes. */
const mostTimes = 6;

function unitOf({ frequency }: RecurrenceRule): string {
  return units[frequency];
}

function every(rule: RecurrenceRule): string {
  return rule.interval === 1 ? `Every ${unitOf(rule)}` : `Every ${rule.interval} ${unitOf(rule)}s`;
}

function choices({ byMonth, byWeekNumber, byYearDay, byMonthDay, byWeekday }: RecurrenceRule): string[] {
  return [
    ...(byMonth.length === 0 ? [] : [`in ${listWords(byMonth.map((month) => monthNames[month - 1] ?? ''))}`]),
    ...(byWeekNumber.length === 0 ? [] : [`in week ${listWords(byWeekNumber.map(placeWord))}`]),
    ...(byYearDay.length === 0 ? [] : [`on day ${listWords(byYearDay.map(placeWord))} of the year`]),
    ...(byMonthDay.length === 0 ? [] : [`on day ${listWords(byMonthDay.map(placeWord))} of the month`]),
    ...(byWeekday.length === 0 ? [] : [`on ${weekdayWords(byWeekday)}`]),
  ];
}

/** Those of a rule, else that of its DTSTART; of a rule finer than daily only what it says itself. */
function times(rule: RecurrenceRule, anchor: number): string[] {
  const time = anchor - Math.floor(anchor / dayMs) * dayMs;
  const { byHour, byMinute, bySecond } = rule;
  if (isFinerThanDaily(rule)) {
    return [
      ...(byHour.length === 0 ? [] : [`in hour ${listWords(byHour.map(String))}`]),
      ...(byMinute.length === 0 ? [] : [`at minute ${listWords(byMinute.map(String))}`]),
      ...(bySecond.length === 0 ? [] : [`at second ${listWords(bySecond.map(String))}`]),
    ];
  }
  const hours = byHour.length > 0 ? byHour : [Math.floor(time / 3_600_000)];
  const minutes = byMinute.length > 0 ? byMinute : [Math.floor(time / 60_000) % 60];
  const seconds = bySecond.length > 0 ? bySecond : [Math.floor(time / 1_000) % 60];
  if (hours.length * minutes.length * seconds.length > mostTimes) {
    const ofSeconds = seconds.length === 1 && seconds[0] === 0 ? '' : ` at second ${listWords(seconds.map(String))}`;
    return [`in hour ${listWords(hours.map(String))} at minute ${listWords(minutes.map(String))}${ofSeconds}`];
  }
  const clocks = hours.flatMap((hour) =>
    minutes.flatMap((minute) => seconds.map((second) => writeClock(hour, minute, second))),
  );
  return [`at ${listWords(clocks)}`];
}

function weekdayWords(choices: readonly WeekdayChoice[]): string {
  const plain = choices.filter(({ ordinal }) => ordinal === 0).map(({ weekday }) => weekday);
  const isRow = plain.length > 2 && plain.every((weekday, index) => weekday === (plain[0] ?? 0) + index);
  const named = isRow
    ? [`${weekdayNames[plain[0] ?? 0]} through ${weekdayNames[plain.at(-1) ?? 0]}`]
    : plain.map((weekday) => weekdayNames[weekday] ?? '');
  const counted = choices
    .filter(({ ordinal }) => ordinal !== 0)
    .map(({ weekday, ordinal }) => `the ${ordinalWord(ordinal)} ${weekdayNames[weekday]}`);
  return listWords([...named, ...counted]);
}

/** `3`; `1 from the end` is the last. */
function placeWord(place: number): string {
  return place > 0 ? String(place) : `${-place} from the end`;
}

function momentWords({ local, form }: CalendarMoment): string {
  const reading = formatReading(local).replace(/:00$/, '');
  return form === 'date' ? reading.slice(0, 10) : `${reading}${form === 'utc' ? ' UTC' : ''}`;
}
