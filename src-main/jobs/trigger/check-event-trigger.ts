import type { TriggerInput } from '#contract/triggers.ts';
import { compileExpression, type Expression } from '../../base/expression.ts';
import { readTypePattern } from '../../events/type-pattern.ts';
import { describeSeconds } from './describe-seconds.ts';

export type EventTrigger = Pick<TriggerInput, 'expr' | 'filter' | 'debounceSeconds' | 'batch'>;

/** What a filter may ask of `event`: the fields the contract gives one. */
const eventType = {
  id: 'string',
  type: 'string',
  source: 'string',
  subject: 'dyn',
  payload: 'dyn',
  at: 'string',
  depth: 'int',
} as const;

/** Refuses (422) a pattern no type can match and a filter that cannot be evaluated. */
export function checkEventTrigger({ expr, filter }: EventTrigger): void {
  readTypePattern(expr.trim(), 'trigger.expr');
  if (filter !== undefined && filter !== null) compileFilter(filter);
}

/** Reads the filter of an event trigger; `evaluate({ event })` answers whether it lets the event pass. */
export function compileFilter(filter: string): Expression {
  return compileExpression(filter, { path: 'trigger.filter', variables: { event: eventType }, isCondition: true });
}

/** `When an event order.* arrives, 30 seconds after the last one`. */
export function describeEventTrigger({ expr, filter, debounceSeconds, batch }: EventTrigger): string {
  const what = expr.trim() === '*' ? 'When any event arrives' : `When an event ${expr.trim()} arrives`;
  const which = filter === undefined || filter === null ? '' : ` for which ${filter.trim()}`;
  const waits = [
    ...(debounceSeconds ? [`${describeSeconds(debounceSeconds)} after the last one`] : []),
    ...(batch?.seconds === undefined ? [] : [`${describeSeconds(batch.seconds)} after the first one`]),
    ...(batch?.events === undefined ? [] : [`with ${batch.events} of them`]),
  ];
  const [first, ...others] = waits;
  if (first === undefined) return `${what}${which}`;
  return `${what}${which}, ${[first, ...others.map((wait) => `or ${wait}`)].join(' ')}${batch ? ', once for all' : ''}`;
}
