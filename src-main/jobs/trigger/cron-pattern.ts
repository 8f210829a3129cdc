import { CronPattern } from 'croner';
import { makeBoundedCache } from '../../base/bounded-cache.ts';
import { invalid } from '../../base/errors.ts';
import { explainCron } from './explain-cron.ts';

/**
 * What croner knows about an expression, as data. Times of day are three short lists; the choice of days (L, W, #, day
 * of the month or weekday) stays with croner, see `cronDays`. Its own objects hold 81 KiB each, so none is kept.
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

/** Reads a cron expression in croner's dialect; a wrong one is a 422 naming `trigger.expr`. */
export function parseCronPattern(expr: string): CronPatternData {
  if (expr.length > longestExpr) {
    throw invalid('trigger.expr', `has ${expr.length} characters; a cron expression has at most ${longestExpr}`);
  }
  return parse(expr);
}

function parseExpr(expr: string): CronPatternData {
  if (/^\s*@reboot\s*$/i.test(expr)) {
    throw invalid(
      'trigger.expr',
      '@reboot is not a time; use a trigger of kind event with app.started, or an agent of mode service to keep something running',
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
  } catch {
    throw invalid('trigger.expr', explainCron(expr));
  }
}

function listSet(flags: readonly number[]): number[] {
  return flags.flatMap((flag, value) => (flag ? [value] : []));
}
