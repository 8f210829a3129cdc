import { formatDay } from './format/time.ts';
import { locale, t } from './messages/messages.ts';
import { type DayOfMonth, type RuleDays, type RuleEnd, readRule, type SimpleRule } from './simple-rule.ts';

/** A calendar rule in words; one that says more than a sentence holds is shown as it is written. */
export function describeRule(expr: string): { rhythm: string; rest: string } {
  const rule = readRule(expr);
  if (rule === undefined) return { rhythm: t('schedule.rule'), rest: ruleLine(expr) };
  const rest = [sayDays(rule.on), rule.time, sayEnd(rule.ends)].filter((part) => part !== '');
  return { rhythm: sayEvery(rule), rest: rest.join(', ') };
}

function sayEvery({ on, interval: n }: SimpleRule): string {
  const units = {
    days: 'schedule.days',
    weeks: 'schedule.weeks',
    months: 'schedule.months',
    years: 'schedule.years',
  } as const;
  return t('schedule.every', { what: t(units[on.unit], { n }) });
}

function sayDays(on: RuleDays): string {
  switch (on.unit) {
    case 'days':
      return '';
    case 'weeks':
      return on.days
        .toSorted((a, b) => ((a + 6) % 7) - ((b + 6) % 7))
        .map((day) => nameOfWeekday(day, 'short'))
        .join(', ');
    case 'months':
      return sayDayOfMonth(on.day);
    case 'years':
      return `${nameOfMonth(on.month)}, ${sayDayOfMonth(on.day)}`;
  }
}

function sayDayOfMonth(day: DayOfMonth): string {
  if (day.by === 'date') return day.date === -1 ? t('schedule.last-day') : t('schedule.on-date', { n: day.date });
  const name = day.weekday === 'workday' ? t('schedule.workday') : nameOfWeekday(day.weekday, 'long');
  return t('schedule.nth', { n: day.nth, day: name });
}

function sayEnd(ends: RuleEnd): string {
  if (ends.by === 'count') return t('schedule.times', { n: ends.count });
  return ends.by === 'date' ? t('schedule.until', { day: formatDay(Date.parse(ends.date), Date.now(), 'UTC') }) : '';
}

/** The line with the rule itself, without its name. */
function ruleLine(expr: string): string {
  const line = expr.split(/\r?\n/).find((each) => /FREQ=/i.test(each)) ?? expr;
  return line.trim().replace(/^RRULE:/i, '');
}

/** A day of the week by the number cron gives it, Sunday is 0. */
export function nameOfWeekday(day: number, weekday: 'long' | 'short'): string {
  // 4 January 1970 was a Sunday.
  return new Intl.DateTimeFormat(locale(), { weekday, timeZone: 'UTC' }).format((3 + day) * 86_400_000);
}

/** A month by its number; January is 1. */
export function nameOfMonth(month: number): string {
  return new Intl.DateTimeFormat(locale(), { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, month - 1, 15));
}
