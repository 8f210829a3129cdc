import { defaultPolicy, type Policy, type PolicyInput } from '#contract/policy.ts';
import { dropUndefined } from '../../base/drop-undefined.ts';
import { checkKeys } from './keys.ts';

/**
 * The whole policy of a job: what was given, and for the rest the defaults or, in a change, what it had before.
 * Refuses (422) a template that could never be filled.
 */
export function fillPolicy(input: PolicyInput, before: Policy = defaultPolicy): Policy {
  const base = structuredClone(before);
  const policy = {
    ...base,
    ...dropUndefined(input),
    misfire: { ...base.misfire, ...dropUndefined(input.misfire ?? {}) },
    retry: { ...base.retry, ...dropUndefined(input.retry ?? {}) },
    power: { ...base.power, ...dropUndefined(input.power ?? {}) },
    retention: { ...base.retention, ...dropUndefined(input.retention ?? {}) },
  };
  checkKeys(policy);
  return policy;
}
