import { formatDay } from '../../lib/format/time.ts';
import { locale } from '../../lib/messages/messages.ts';
import type { CalendarView } from './calendar-place.ts';
import type { CalendarRange } from './calendar-range.ts';

/** What is shown, as one says it: November 2026; 23 – 29 Nov 2026; Saturday 28 November 2026. */
export function titleOf(view: CalendarView, day: Date, { from, to }: CalendarRange): string {
  if (view === 'month') return format({ month: 'long', year: 'numeric' }).format(day);
  if (view === 'day') return format({ dateStyle: 'full' }).format(day);
  return format({ day: 'numeric', month: 'short', year: 'numeric' }).formatRange(from, to.getTime() - 1);
}

/** The number of a week by ISO 8601: the first one has the first Thursday of its year. */
export function weekNumber(monday: Date): number {
  const thursday = new Date(monday.getFullYear(), monday.getMonth(), monday.getDate() + 3);
  const newYear = new Date(thursday.getFullYear(), 0, 1);
  return Math.floor(Math.round((thursday.getTime() - newYear.getTime()) / 86_400_000) / 7) + 1;
}

/** A day by its weekday and date, for those who cannot see where it stands. */
export function nameOfDay(day: Date): string {
  return formatDay(day.getTime(), Date.now());
}

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale(), options);
}
