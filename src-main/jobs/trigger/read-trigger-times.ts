import type { TriggerInput } from '#contract/jobs.ts';
import { invalid } from '../../base/errors.ts';
import { makeZone } from './local-time.ts';
import { triggerKinds } from './trigger-kinds.ts';
import type { TriggerTimes } from './trigger-times.ts';

/** A caller's trigger as data to compute with; refuses (422) what could not be computed. */
export function readTriggerTimes(
  input: Pick<TriggerInput, 'kind' | 'expr' | 'timezone' | 'startAt' | 'endAt'>,
  context: { defaultTimezone: string; createdAt: number },
): TriggerTimes {
  const times: TriggerTimes = {
    kind: input.kind,
    expr: input.expr.trim(),
    timezone: makeZone(input.timezone ?? context.defaultTimezone).name,
    startAt: toMoment(input.startAt),
    endAt: toMoment(input.endAt),
    createdAt: context.createdAt,
  };
  if (times.startAt !== null && times.endAt !== null && times.endAt < times.startAt) {
    throw invalid('trigger.endAt', `${input.endAt} lies before startAt ${input.startAt}; move it behind`);
  }
  triggerKinds[times.kind].compile(times);
  return times;
}

function toMoment(instant: string | null | undefined): number | null {
  return instant === null || instant === undefined ? null : Date.parse(instant);
}
