import type { TriggerInput } from '#contract/triggers.ts';
import { compileExpression, type Expression } from '../../base/expression.ts';
import { describeSeconds, spanWords } from './describe-seconds.ts';

export type ConditionTrigger = Pick<TriggerInput, 'expr' | 'everySeconds' | 'forSeconds'>;

export const defaultEverySeconds = 60;

/** Numbers are of any type: what a machine measures is whole by chance. */
const metricType = { cpu: 'dyn', memory: 'dyn', diskFree: 'dyn', onBattery: 'bool' } as const;

/** Refuses (422) a condition that cannot be evaluated. */
export function checkCondition({ expr }: ConditionTrigger): void {
  compileCondition(expr);
}

/**
 * Reads a condition over `now`, `metric` and what `http("…")`, `file("…")` and `job("…")` find. Their arguments are
 * literal and in `calls`, so that each can be allowed when it is saved, and found out before it is evaluated.
 */
export function compileCondition(expr: string): Expression {
  return compileExpression(expr.trim(), {
    path: 'trigger.expr',
    variables: { now: 'google.protobuf.Timestamp', metric: metricType },
    lookups: ['http', 'file', 'job'],
    isCondition: true,
  });
}

/** `When metric.diskFree < 5e9 holds for 5 minutes, looked at every minute`. */
export function describeCondition({ expr, everySeconds, forSeconds }: ConditionTrigger): string {
  const held = forSeconds ? `holds for ${describeSeconds(forSeconds)}` : 'becomes true';
  const every = spanWords(everySeconds ?? defaultEverySeconds);
  return `When ${expr.trim()} ${held}, looked at every ${every}`;
}
