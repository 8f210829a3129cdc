import { type HourAxis, instantAt, placeOf } from './hour-axis.ts';

/*
 * Mantine's week knows days of 24 hours and the clocks of the browser. What it is given is a board of its own: a week
 * in which no clock changes, 20 minutes of which are one row of our axis. So a week can have 25 rows, and half past two
 * stands in its row on every day.
 */
const minutesPerRow = 20;
const daysOfBoard = ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05', '2024-01-06', '2024-01-07'];

/** A quarter of an hour, in minutes of the board: to these a dragged entry holds. */
export const dragStep = minutesPerRow / 4;
export const boardInterval = minutesPerRow;
/** How high the board has to say an hour is, for a row of the axis to be 29 px. */
export const boardHourHeight = (29 * 60) / minutesPerRow;

/** The day of the board for a day of ours: the same day of the week. */
export function boardDay(day: Date): string {
  return daysOfBoard[(day.getDay() + 6) % 7] ?? '';
}

/** Where the board ends. */
export function boardEnd({ rows }: HourAxis): string {
  return clockAt(rows.length);
}

/** A stretch of the axis on the board. */
export function onBoard(
  { days }: HourAxis,
  index: number,
  { place, rows }: { place: number; rows: number },
): { start: string; end: string } {
  const day = boardDay(days[index]?.day ?? new Date(Number.NaN));
  return { start: `${day} ${clockAt(place)}`, end: `${day} ${clockAt(place + rows)}` };
}

/** Where an instant stands on the board, drawn over so many rows; the last minutes of a day have as much room as all others. */
export function instantOnBoard(
  axis: HourAxis,
  index: number,
  { at, rows }: { at: number; rows: number },
): { start: string; end: string } {
  const place = Math.min(placeOf(axis, index, at), axis.rows.length - rows);
  return onBoard(axis, index, { place, rows });
}

/** The instant that a moment of the board stands for. */
export function readBoard(axis: HourAxis, moment: string): number {
  const [day = '', clock = ''] = moment.split(' ');
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
  const index = axis.days.findIndex((each) => boardDay(each.day) === day);
  return instantAt(axis, index, (hours * 60 + minutes + seconds / 60) / minutesPerRow);
}

function clockAt(place: number): string {
  const seconds = Math.round(place * minutesPerRow * 60);
  return [seconds / 3_600, (seconds % 3_600) / 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
}
