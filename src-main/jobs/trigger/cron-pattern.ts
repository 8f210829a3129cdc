import { Cron, CronPattern } from 'croner';
import { makeBoundedCache } from '../../base/bounded-cache.ts';
import { invalid } from '../../base/errors.ts';
import { dayMs } from './local-time.ts';

/**
 * What croner knows about an expression, as data. Times of day are three short lists; only the choice of days
 * (L, W, #, day-of-month or weekday) stays with a Cron object. Each of those holds 81 KiB (performance research,
 * "Scheduler"), so they are shared by every expression with the same days and few are kept.
 */
export interface CronPatternData {
  /** Seven fields: second, minute, hour, day, month, weekday, year. */
  readonly fields: readonly string[];
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** Day, month, weekday and year fields; null when every day matches. */
  readonly dayExpr: string | null;
}

const longestExpr = 1_000;
const parse = makeBoundedCache(2_000, parseExpr);
const dayCalculatorOf = makeBoundedCache(
  32,
  (dayExpr: string) => new Cron(`0 0 0 ${dayExpr}`, { utcOffset: 0, mode: '7-part' }),
);

/** Reads a cron expression in croner's dialect; a wrong one is a 422 naming `trigger.expr`. */
export function parseCronPattern(expr: string): CronPatternData {
  if (expr.length > longestExpr) {
    throw invalid('trigger.expr', `has ${expr.length} characters; a cron expression has at most ${longestExpr}`);
  }
  return parse(expr);
}

/** The first day from `day` on that the day fields choose; days count from 1970-01-01. */
export function findDayFrom(dayExpr: string | null, day: number): number | null {
  if (dayExpr === null) return day;
  // croner answers strictly after, in whole seconds.
  return toDay(dayCalculatorOf(dayExpr).nextRun(new Date(day * dayMs - 1_000)));
}

/** The last day up to `day` that the day fields choose. */
export function findDayUpTo(dayExpr: string | null, day: number): number | null {
  if (dayExpr === null) return day;
  return toDay(dayCalculatorOf(dayExpr).previousRuns(1, new Date(day * dayMs + 1_000))[0] ?? null);
}

function parseExpr(expr: string): CronPatternData {
  if (/^\s*@reboot\s*$/i.test(expr)) {
    throw invalid(
      'trigger.expr',
      '@reboot is not a time; to keep something running from start-up on, use an agent of mode service',
    );
  }
  const pattern = readPattern(expr);
  const fields = pattern.pattern.replaceAll('?', '*').trim().split(/\s+/);
  if (fields.length === 5) fields.unshift('0');
  if (fields.length === 6) fields.push('*');
  const dayFields = fields.slice(3);
  return {
    fields,
    seconds: listSet(pattern.second),
    minutes: listSet(pattern.minute),
    hours: listSet(pattern.hour),
    dayExpr: dayFields.every((field) => field === '*') ? null : dayFields.join(' '),
  };
}

function readPattern(expr: string): CronPattern {
  try {
    return new CronPattern(expr);
  } catch (error) {
    const complaint = (error instanceof Error ? error.message : String(error)).replace(
      /^CronPattern: (Syntax error, )?/,
      '',
    );
    const shown = expr.length > 80 ? `${expr.slice(0, 80)}…` : expr;
    throw invalid(
      'trigger.expr',
      `${JSON.stringify(shown)} is not a cron expression: ${complaint.replace(/\.$/, '')}; write 5 to 7 fields such as "0 8 * * MON-FRI", or a nickname such as @daily`,
    );
  }
}

function listSet(flags: readonly number[]): number[] {
  return flags.flatMap((flag, value) => (flag ? [value] : []));
}

function toDay(date: Date | null): number | null {
  return date === null ? null : Math.floor(date.getTime() / dayMs);
}
