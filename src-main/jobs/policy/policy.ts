import { defaultPolicy, type Policy, type PolicyInput } from '#contract/jobs.ts';
import { dropUndefined } from '../../base/drop-undefined.ts';

/** The whole policy of a job: what was given, and for the rest the defaults or, in a change, what it had before. */
export function fillPolicy(input: PolicyInput, before: Policy = defaultPolicy): Policy {
  const base = structuredClone(before);
  return {
    ...base,
    ...dropUndefined(input),
    misfire: { ...base.misfire, ...dropUndefined(input.misfire ?? {}) },
    retry: { ...base.retry, ...dropUndefined(input.retry ?? {}) },
  };
}
