import { type ClockChange, findClockChange, nextDay } from '../calendar-range.ts';

/** An hour on the wall clock, or its second pass, which only a day has on which it comes twice. */
export interface HourRow {
  hour: number;
  isAgain: boolean;
}

/** The hours down the side of one or some days. */
export interface HourAxis {
  days: readonly AxisDay[];
  rows: readonly HourRow[];
}

interface AxisDay {
  day: Date;
  change: ClockChange | undefined;
}

const hourMs = 3_600_000;
const minutesOfHour = 60;

/** 24 hours, and one more where the clocks go back on one of the days. */
export function makeAxis(days: readonly Date[]): HourAxis {
  const changed = days.map((day) => ({ day, change: findClockChange(day) }));
  const twice = new Set(changed.flatMap(({ change }) => (change !== undefined && isBack(change) ? [change.hour] : [])));
  const rows = Array.from({ length: 24 }, (_, hour) => hour).flatMap((hour): HourRow[] =>
    twice.has(hour)
      ? [
          { hour, isAgain: false },
          { hour, isAgain: true },
        ]
      : [{ hour, isAgain: false }],
  );
  return { days: changed, rows };
}

/** Which of the days an instant lies in; -1 for none. */
export function indexOfDay({ days }: HourAxis, at: number): number {
  return days.findIndex(({ day }) => at >= day.getTime() && at < nextDay(day).getTime());
}

/** Where an instant of one of the days stands, in rows from the top: 2.5 is half past two. */
export function placeOf({ days, rows }: HourAxis, index: number, at: number): number {
  const shown = new Date(at);
  const change = days[index]?.change;
  const isAgain = change !== undefined && isBack(change) && at >= change.at && at < change.at - change.forwardMs;
  const row = rows.findIndex((each) => each.hour === shown.getHours() && each.isAgain === isAgain);
  return row + (shown.getMinutes() * minutesOfHour + shown.getSeconds()) / 3_600;
}

/** The instant at a place of one of the days; a place the day does not have is the next one that it has. */
export function instantAt({ days, rows }: HourAxis, index: number, place: number): number {
  const { day, change } = days[index] ?? { day: new Date(Number.NaN), change: undefined };
  const row = rows[Math.floor(place)] ?? { hour: 24, isAgain: false };
  const minute = Math.round((place % 1) * minutesOfHour);
  const onDay = (hour: number, minutes: number) =>
    new Date(day.getFullYear(), day.getMonth(), day.getDate(), hour, minutes).getTime();
  // Of an hour that comes twice the language means the first pass, and of one left out the time after it
  if (!row.isAgain) return onDay(row.hour, minute);
  return change !== undefined && isTwice(change, row.hour)
    ? onDay(row.hour, minute) - change.forwardMs
    : onDay(row.hour + 1, 0);
}

/** What a row is on a day: an hour like others, the second pass of one, or an hour the day does not have. */
export function kindOfRow({ change }: AxisDay, { hour, isAgain }: HourRow): 'hour' | 'again' | 'absent' {
  if (isAgain) return change !== undefined && isTwice(change, hour) ? 'again' : 'absent';
  return change !== undefined && !isBack(change) && change.hour === hour && change.forwardMs >= hourMs
    ? 'absent'
    : 'hour';
}

function isTwice(change: ClockChange, hour: number): boolean {
  return isBack(change) && change.hour === hour;
}

function isBack({ forwardMs }: ClockChange): boolean {
  return forwardMs < 0;
}
