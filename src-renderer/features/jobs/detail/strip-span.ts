import type { Trigger } from '#contract/triggers.ts';
import { readValues, splitCron } from '../../../lib/cron-fields.ts';
import { readIntervalParts, secondsOf } from '../../../lib/interval-parts.ts';
import { readRuleParts } from '../../../lib/rule-parts.ts';

/** How far one step through the occurrences of a job goes; two of them are in view. */
export type StripStep = (typeof stripSteps)[number];
export const stripSteps = ['hour', 'quarter-day', 'day', 'week', 'half-year'] as const;

type Timed = Pick<Trigger, 'kind' | 'expr' | 'enabled'>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const stepMs: Record<StripStep, number> = {
  hour: hourMs,
  'quarter-day': 6 * hourMs,
  day: dayMs,
  week: 7 * dayMs,
  'half-year': 182 * dayMs,
};
/** As many marks can still be told apart. */
const mostMarks = 150;

/** The step that fits the rhythm of a job: as many occurrences in view as can be told apart, and no fewer than needed. */
export function chooseStep(triggers: readonly Timed[]): StripStep {
  const gaps = triggers.filter(({ enabled }) => enabled).map(gapOf);
  const gap = Math.min(...gaps.filter((each) => each !== undefined));
  if (!Number.isFinite(gap)) return 'day';
  return stripSteps.findLast((step) => (2 * stepMs[step]) / gap <= mostMarks) ?? 'hour';
}

/**
 * The two steps in view, `back` steps before the ones of now, in the viewer's time. Short ones end with what is now; of
 * the long ones the second lies ahead, so that what is to come of a rare job is in view.
 */
export function rangeOf(step: StripStep, { back, now }: { back: number; now: number }): { from: number; to: number } {
  const end = new Date(now);
  if (step === 'hour' || step === 'quarter-day') {
    const hours = stepMs[step] / hourMs;
    end.setHours((Math.floor(end.getHours() / hours) + 1 - back) * hours, 0, 0, 0);
    return { from: new Date(end).setHours(end.getHours() - 2 * hours), to: end.getTime() };
  }
  const days = stepMs[step] / dayMs;
  const ahead = step === 'day' ? 0 : days;
  const to = end.setHours(24, 0, 0, 0);
  const shift = (by: number) => {
    const date = new Date(to);
    return date.setDate(date.getDate() + by);
  };
  return { from: shift(ahead - (back + 2) * days), to: shift(ahead - back * days) };
}

/** How many steps back the range is whose newer half has this moment in it. */
export function stepsBack(step: StripStep, { at, now }: { at: number; now: number }): number {
  return Math.ceil((rangeOf(step, { back: 0, now }).to - at) / stepMs[step]) - 1;
}

/** How far apart the firings of a trigger are on the whole; undefined where nobody can tell, or it fires once. */
function gapOf({ kind, expr }: Timed): number | undefined {
  if (kind === 'interval') return intervalMs(expr);
  const perDay = kind === 'cron' ? cronPerDay(expr) : kind === 'rrule' ? rulePerDay(expr) : undefined;
  return perDay === undefined || perDay === 0 ? undefined : dayMs / perDay;
}

function intervalMs(expr: string): number | undefined {
  const seconds = secondsOf(readIntervalParts(expr));
  return seconds === 0 ? undefined : seconds * 1_000;
}

function cronPerDay(expr: string): number | undefined {
  const fields = splitCron(expr);
  if (fields === undefined) return undefined;
  const count = (field: string, min: number, max: number) => readValues(field, { min, max })?.length ?? max - min + 1;
  const times = count(fields.second, 0, 59) * count(fields.minute, 0, 59) * count(fields.hour, 0, 23);
  // What is no plain list, such as the last day of the month, is one day of it.
  const share = (field: string, of: number) =>
    field === '*' ? 1 : (readValues(field, { min: 0, max: of })?.length ?? 1) / of;
  const names = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
  const weekdays =
    fields.weekday === '*' ? 1 : (readValues(fields.weekday, { min: 0, max: 7, names })?.length ?? 0.25) / 7;
  return times * weekdays * share(fields.day, 31) * share(fields.month, 12);
}

const unitDays = {
  seconds: 1 / 86_400,
  minutes: 1 / 1_440,
  hours: 1 / 24,
  days: 1,
  weeks: 7,
  months: 30.4,
  years: 365,
};

function rulePerDay(expr: string): number | undefined {
  const parts = readRuleParts(expr);
  if (parts === undefined) return undefined;
  const { unit, interval, weekdays, dates, months, positions, times } = parts;
  const ofDays = positions.length > 0 ? positions.length : Math.max(1, weekdays.length + dates.length);
  const perPeriod = ofDays * Math.max(1, times.length) * (unit === 'years' ? Math.max(1, months.length) : 1);
  return perPeriod / (interval * unitDays[unit]);
}
