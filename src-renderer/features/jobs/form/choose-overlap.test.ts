import { expect, it } from 'vitest';
import { defaultPolicy } from '#contract/policy.ts';
import { chooseOverlap } from './choose-overlap.ts';

it('lets as many wait as may where events start it', () => {
  const event = [{ kind: 'cron' }, { kind: 'event' }] as const;
  expect(chooseOverlap('queue', defaultPolicy, event)).toEqual({ overlap: 'queue', maxQueued: 100 });
  expect(chooseOverlap('queue', defaultPolicy, [{ kind: 'cron' }])).toEqual({ overlap: 'queue' });
  expect(chooseOverlap('queue', { ...defaultPolicy, maxQueued: 5 }, event)).toEqual({ overlap: 'queue' });
  expect(chooseOverlap('skip', defaultPolicy, event)).toEqual({ overlap: 'skip' });
});
