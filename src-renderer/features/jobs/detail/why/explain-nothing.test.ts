import { describe, expect, it } from 'vitest';
import type { Job, Occurrence } from '#contract/jobs.ts';
import { explainNothing } from './explain-nothing.ts';

const now = Date.parse('2026-10-22T12:00:00.000Z');
const hourMs = 3_600_000;
const trigger = (kind: string, enabled = true) => ({ kind, enabled }) as Job['triggers'][number]; // no more is read
const job = { state: 'active', stateReason: null, triggers: [trigger('cron')], createdAt: '2026-10-01T00:00:00.000Z' };
const near = (scheduledFor: string) => ({ scheduledFor }) as Occurrence;
const before = near('2026-10-22T09:00:00.000Z');
const after = near('2026-10-22T15:00:00.000Z');

const explain = (at: number, change: Partial<Job> = {}, around = { before, after } as Record<string, Occurrence>) =>
  explainNothing({ at, job: { ...job, ...change } as Job, before: around.before, after: around.after, now });

describe('why nothing was due in a minute', () => {
  it('says so and names the instants around it, which can be shown', () => {
    const { sentence, remedies } = explain(now - hourMs);
    expect(sentence).toMatch(/^No instant of its trigger fell into this minute; the nearest are .*:00 and .*:00\.$/);
    expect(remedies).toEqual([
      { act: 'show', at: before.scheduledFor },
      { act: 'show', at: after.scheduledFor },
      { act: 'edit', part: 'when' },
    ]);
    expect(explain(now + hourMs, {}, { after }).sentence).toContain('falls into this minute; the first after it is');
    expect(explain(now - hourMs, {}, {}).sentence).toMatch(/into this minute\.$/);
  });

  it.each([
    [-hourMs, { createdAt: '2026-10-22T11:30:00.000Z' }, 'was not there yet'],
    [hourMs, { state: 'completed', stateReason: 'its triggers can fire no more' }, 'its triggers can fire no more.'],
    [-hourMs, { triggers: [] }, 'has no trigger: it ran only'],
    [-hourMs, { triggers: [trigger('cron', false)] }, 'switched off'],
    [-hourMs, { triggers: [trigger('event')] }, 'Nothing happened'],
    [hourMs, { triggers: [trigger('condition')] }, 'Nobody can tell'],
    [hourMs, { triggers: [trigger('cron'), trigger('event')] }, 'any trigger falls'],
  ] as const)('tells %i ms from now with %o: %s', (offset, change, words) => {
    expect(explain(now + offset, change as Partial<Job>).sentence).toContain(words);
  });
});
