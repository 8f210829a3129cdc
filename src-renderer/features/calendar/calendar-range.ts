import type { CalendarView } from './calendar-place.ts';

/** From the first instant that is shown up to the first that is not, on the viewer's clock. */
export interface CalendarRange {
  from: Date;
  to: Date;
}

/** 2026-10-22 as the viewer's midnight; anything else as today's. */
export function readDay(text: string | undefined, now: Date): Date {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text ?? '');
  const day = found === null ? now : new Date(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
  return new Date(day.getFullYear(), day.getMonth(), day.getDate());
}

/** The viewer's day as 2026-10-22. */
export function writeDay(day: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
}

/** What a view of a day shows: weeks from Monday, a month with the days that fill its weeks, an agenda of a week. */
export function rangeOf(view: CalendarView, day: Date): CalendarRange {
  if (view === 'day') return { from: day, to: addDays(day, 1) };
  if (view === 'agenda') return { from: day, to: addDays(day, 7) };
  if (view === 'week') {
    const monday = mondayOf(day);
    return { from: monday, to: addDays(monday, 7) };
  }
  const first = mondayOf(new Date(day.getFullYear(), day.getMonth(), 1));
  return { from: first, to: addDays(first, 42) };
}

/** The day one page further, or back. */
export function turnPage(view: CalendarView, day: Date, step: -1 | 1): Date {
  if (view === 'month') return new Date(day.getFullYear(), day.getMonth() + step, 1);
  return addDays(day, step * (view === 'day' ? 1 : 7));
}

/** The first instant of the day after. */
export function nextDay(day: Date): Date {
  return addDays(day, 1);
}

/** The days from the first to the last that is shown. */
export function listDays({ from, to }: CalendarRange): readonly Date[] {
  const days: Date[] = [];
  for (let day = from; day < to; day = nextDay(day)) days.push(day);
  return days;
}

/** A change of the clocks on a day of the viewer. */
export interface ClockChange {
  /** The first instant of the new time. */
  at: number;
  /** By how much the clocks go forward; back where it is negative. */
  forwardMs: number;
  /** How long the day is. */
  hours: number;
  /** The hour on the wall clock that comes twice, or not at all. */
  hour: number;
}

const halfHourMs = 1_800_000;

/** The change of the clocks on this day; most days have none. */
export function findClockChange(day: Date): ClockChange | undefined {
  const offsetAt = (at: number) => -new Date(at).getTimezoneOffset() * 60_000;
  const end = nextDay(day).getTime();
  // Clocks that go forward at midnight begin a day without its first hour: the change is the beginning itself
  for (let at = day.getTime(); at < end; at += halfHourMs) {
    const forwardMs = offsetAt(at) - offsetAt(at - 1);
    if (forwardMs === 0) continue;
    // Where an hour comes twice, the second pass begins at the change; where one is left out, it would have.
    const skipped = new Date(at - 60_000);
    const hour = forwardMs < 0 ? new Date(at).getHours() : skipped.getHours() + (skipped.getMinutes() === 59 ? 1 : 0);
    return { at, forwardMs, hours: 24 - forwardMs / 3_600_000, hour: hour % 24 };
  }
  return undefined;
}

/** By the calendar and not by 24 hours: days of a clock change are shorter or longer. */
function addDays(day: Date, days: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);
}

function mondayOf(day: Date): Date {
  return addDays(day, -((day.getDay() + 6) % 7));
}
