import { expect, it } from 'vitest';
import { defaultPolicy, Policy, PolicyInput } from '#contract/policy.ts';
import { fillPolicy } from './policy.ts';

it('fills what is absent, at both levels, and keeps what is given', () => {
  const filled = fillPolicy(PolicyInput.parse({ priority: 1, retry: { max: 3, on: [] }, misfire: { windowHours: 2 } }));
  expect(Policy.parse(filled)).toEqual({
    ...defaultPolicy,
    priority: 1,
    retry: { ...defaultPolicy.retry, max: 3, on: [] },
    misfire: { ...defaultPolicy.misfire, windowHours: 2 },
  });
});

it('undefined does not erase a default, and the defaults are never shared', () => {
  const filled = fillPolicy({ priority: undefined, retry: { max: undefined }, misfire: undefined });
  expect(filled).toEqual(defaultPolicy);
  filled.retry.on.pop();
  expect(fillPolicy({})).toEqual(defaultPolicy);
});

it('a change keeps what the job had before', () => {
  const before = fillPolicy({ priority: 2, retry: { max: 3 } });
  expect(fillPolicy({ retry: { baseSeconds: 1 } }, before)).toEqual({
    ...before,
    retry: { ...before.retry, baseSeconds: 1 },
  });
});
