import { locale } from './messages/messages.ts';

/** A day of the week by the number cron gives it, Sunday is 0. */
export function nameOfWeekday(day: number, weekday: 'long' | 'short'): string {
  // 4 January 1970 was a Sunday.
  return new Intl.DateTimeFormat(locale(), { weekday, timeZone: 'UTC' }).format((3 + day) * 86_400_000);
}

/** A month by its number; January is 1. */
export function nameOfMonth(month: number, style: 'long' | 'short' = 'long'): string {
  // Some languages write a short month as a figure; by a name it is known without the day beside it.
  const name = new Intl.DateTimeFormat(locale(), { month: style, timeZone: 'UTC' });
  return name.format(Date.UTC(2026, month - 1, 15));
}
