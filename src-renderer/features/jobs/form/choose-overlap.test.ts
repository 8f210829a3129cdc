import { expect, it } from 'vitest';
import { defaultPolicy } from '#contract/policy.ts';
import { chooseOverlap, losesEvents } from './choose-overlap.ts';

it('lets as many wait as may where events start it', () => {
  const event = [{ kind: 'cron' }, { kind: 'event' }] as const;
  expect(chooseOverlap('queue', defaultPolicy, event)).toEqual({ overlap: 'queue', maxQueued: 100 });
  expect(chooseOverlap('queue', defaultPolicy, [{ kind: 'cron' }])).toEqual({ overlap: 'queue' });
  expect(chooseOverlap('queue', { ...defaultPolicy, maxQueued: 5 }, event)).toEqual({ overlap: 'queue' });
  expect(chooseOverlap('skip', defaultPolicy, event)).toEqual({ overlap: 'skip' });
});

it('loses events only while one is awaited and the new one is skipped', () => {
  const event = { kind: 'event', enabled: true } as const;
  expect(losesEvents({ overlap: 'skip' }, [event])).toBe(true);
  expect(losesEvents({ overlap: 'queue' }, [event])).toBe(false);
  expect(
    losesEvents({ overlap: 'skip' }, [
      { kind: 'cron', enabled: true },
      { ...event, enabled: false },
    ]),
  ).toBe(false);
});
