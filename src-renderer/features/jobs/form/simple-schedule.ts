import type { TriggerKind } from '#contract/triggers.ts';
import { readRule, type SimpleRule, writeRule } from '../../../lib/simple-rule.ts';
import { readCron, type SimpleCron, writeCron } from './simple-cron.ts';

/** The schedules one can put together without knowing an expression. Clock times are `HH:mm` in the trigger's zone. */
export type SimpleSchedule =
  | SimpleCron
  | SimpleRule
  | { every: 'interval'; count: number; unit: IntervalUnit }
  /** A wall clock without offset: 2026-12-24T18:00. */
  | { every: 'once'; at: string };

type IntervalUnit = (typeof intervalUnits)[number];
export const intervalUnits = ['seconds', 'minutes', 'hours', 'days', 'weeks'] as const;

interface Schedule {
  kind: TriggerKind;
  expr: string;
}

/** The expression a simple schedule stands for. */
export function writeSchedule(simple: SimpleSchedule): Schedule {
  switch (simple.every) {
    case 'interval':
      return { kind: 'interval', expr: `${prefixes[simple.unit]}${simple.count}${suffixes[simple.unit]}` };
    case 'once':
      return { kind: 'once', expr: simple.at };
    case 'rule':
      return { kind: 'rrule', expr: writeRule(simple) };
    default:
      return { kind: 'cron', expr: writeCron(simple) };
  }
}

/** The simple schedule an expression stands for; undefined where it says more than the picker can. */
export function readSchedule({ kind, expr }: Schedule): SimpleSchedule | undefined {
  switch (kind) {
    case 'cron':
      return readCron(expr);
    case 'interval':
      return readInterval(expr);
    case 'once':
      return /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(expr) ? { every: 'once', at: expr } : undefined;
    case 'rrule':
      return readRule(expr);
    default:
      return undefined;
  }
}

const suffixes: Record<IntervalUnit, string> = { seconds: 'S', minutes: 'M', hours: 'H', days: 'D', weeks: 'W' };
const prefixes: Record<IntervalUnit, string> = { seconds: 'PT', minutes: 'PT', hours: 'PT', days: 'P', weeks: 'P' };

function readInterval(expr: string): SimpleSchedule | undefined {
  const [, prefix, count, suffix] = /^(PT?)([1-9]\d*)([SMHDW])$/.exec(expr) ?? [];
  const unit = intervalUnits.find((each) => suffixes[each] === suffix && prefixes[each] === prefix);
  return unit && { every: 'interval', unit, count: Number(count) };
}
