import { type TimeKind, type TriggerInput, timeKinds } from '#contract/triggers.ts';
import { invalid } from '../../base/errors.ts';
import { checkCondition } from './check-condition.ts';
import { checkEventTrigger } from './check-event-trigger.ts';
import { type ReadContext, readBounds, readTriggerTimes } from './read-trigger-times.ts';
import type { TriggerTimes } from './trigger-times.ts';

/** A trigger of any kind as it is stored: what decides when it fires. Moments in epoch milliseconds. */
export type TriggerDefinition = Omit<TriggerTimes, 'kind'> &
  Pick<TriggerInput, 'kind'> & {
    readonly filter: string | null;
    readonly debounceSeconds: number | null;
    readonly batch: NonNullable<TriggerInput['batch']> | null;
    readonly everySeconds: number | null;
    readonly forSeconds: number | null;
  };

const eventFields = ['filter', 'debounceSeconds', 'batch'] as const;
const conditionFields = ['everySeconds', 'forSeconds'] as const;

/** Whether its instants can be computed; an event or a condition has to be waited for. */
export function isTimeDefinition<T extends Pick<TriggerInput, 'kind'>>(trigger: T): trigger is T & { kind: TimeKind } {
  return (timeKinds as readonly string[]).includes(trigger.kind);
}

/** A caller's trigger of any kind, checked; refuses (422) a field that is wrong or belongs to another kind. */
export function readTrigger(input: TriggerInput, context: ReadContext): TriggerDefinition {
  refuseForeign(input, 'event', eventFields);
  refuseForeign(input, 'condition', conditionFields);
  const definition = readDefinition(input, context);
  return {
    ...definition,
    filter: input.filter ?? null,
    debounceSeconds: input.debounceSeconds ?? null,
    batch: input.batch ?? null,
    everySeconds: input.everySeconds ?? null,
    forSeconds: input.forSeconds ?? null,
  };
}

function readDefinition(input: TriggerInput, context: ReadContext) {
  if (isTimeDefinition(input)) return readTriggerTimes(input, context);
  const { kind } = input;
  if (kind === 'event') checkEventTrigger(input);
  else checkCondition(input);
  return { kind, expr: input.expr.trim(), ...readBounds(input, context) };
}

function refuseForeign(input: TriggerInput, kind: TriggerInput['kind'], fields: readonly (keyof TriggerInput)[]): void {
  const foreign = fields.find((field) => input.kind !== kind && input[field] !== undefined && input[field] !== null);
  if (foreign !== undefined)
    throw invalid(`trigger.${foreign}`, `belongs to triggers of kind ${kind}; leave it away for kind ${input.kind}`);
}
