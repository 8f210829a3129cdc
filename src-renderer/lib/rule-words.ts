import { nameOfMonth, nameOfWeekday } from './date-names.ts';
import { formatDay } from './format/time.ts';
import { t } from './messages/messages.ts';
import { type RuleParts, readRuleParts } from './rule-parts.ts';

/** A calendar rule in words; one that says more than a sentence holds is shown as it is written. */
export function describeRule(expr: string): { rhythm: string; rest: string } {
  const parts = readRuleParts(expr);
  const days = parts && sayDays(parts);
  if (parts === undefined || days === undefined) return { rhythm: t('schedule.rule'), rest: ruleLine(expr) };
  const rest = [
    parts.months.map((month) => nameOfMonth(month)).join(', '),
    days,
    parts.times.join(', '),
    parts.count === undefined ? '' : t('schedule.times', { n: parts.count }),
    parts.until === undefined ? '' : t('schedule.until', { day: sayDate(parts.until) }),
    parts.excluded === 0 ? '' : t('schedule.without', { n: parts.excluded }),
    parts.added === 0 ? '' : t('schedule.added', { n: parts.added }),
  ].filter((part) => part !== '');
  const rhythm = t('schedule.every', { what: t(`schedule.${parts.unit}`, { n: parts.interval }) });
  return { rhythm, rest: rest.join(', ') };
}

const workdays = [1, 2, 3, 4, 5];

/** Which days of the period; undefined where no few words say it. */
function sayDays({ unit, dates, weekdays, positions }: RuleParts): string | undefined {
  if (weekdays.some(({ nth }) => nth < -1 || nth > 4) || dates.some((date) => date < -1 || date === 0))
    return undefined;
  const ofMonth = dates.map((n) => (n === -1 ? t('schedule.last-day') : t('schedule.on-date', { n }))).join(', ');
  if (positions.length > 0) {
    const [n = 0, ...more] = positions;
    const isWorkday = weekdays.length === 5 && workdays.every((day) => weekdays.some((each) => each.day === day));
    if (!isWorkday || more.length > 0 || n < -1 || n === 0 || n > 4 || dates.length > 0) return undefined;
    return t('schedule.nth', { n, day: t('schedule.workday') });
  }
  const ofWeek = weekdays
    .toSorted((a, b) => ((a.day + 6) % 7) - ((b.day + 6) % 7))
    .map(({ nth, day }) =>
      nth === 0 ? nameOfWeekday(day, 'short') : t('schedule.nth', { n: nth, day: nameOfWeekday(day, 'long') }),
    )
    .join(', ');
  // A weekday and a date narrow each other, which is said of nothing but a Friday the 13th.
  if (ofMonth !== '' && ofWeek !== '') return undefined;
  return unit === 'weeks' && weekdays.some(({ nth }) => nth !== 0) ? undefined : ofWeek || ofMonth;
}

function sayDate(date: string): string {
  return formatDay(Date.parse(date), Date.now(), 'UTC').replaceAll(',', '');
}

/** The line with the rule itself, without its name. */
function ruleLine(expr: string): string {
  const line = expr.split(/\r?\n/).find((each) => /FREQ=/i.test(each)) ?? expr;
  return line.trim().replace(/^RRULE:/i, '');
}
