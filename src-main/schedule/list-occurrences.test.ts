import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy } from '#contract/policy.ts';
import { listOccurrences } from './list-occurrences.ts';
import { openTestSchedule, type TestSchedule } from './open-test-schedule.ts';

let test: TestSchedule;
beforeEach(async () => {
  test = await openTestSchedule({ isIdle: true });
});
afterEach(() => test.close());

const everyMinute = { kind: 'interval' as const, expr: 'PT1M', enabled: true };
const listAll = (id: string, range: { from?: string; to?: string; limit?: number } = {}) =>
  listOccurrences(test.audit.read, test.jobs.get(test.owner, id), { limit: 200, ...range, now: test.clock.now() });
const list = (id: string, range: { from?: string; to?: string; limit?: number } = {}) =>
  listAll(id, range).items.map(
    ({ scheduledFor, outcome, count }) =>
      `${scheduledFor.slice(11, 16)} ${outcome}${count === undefined ? '' : ` ×${count}`}`,
  );

describe('the ledger of a job, past and future', () => {
  it('shows what was decided from rows and what lies ahead computed, newest first', () => {
    const { id } = test.schedule([everyMinute, { ...everyMinute, expr: 'PT2M' }]);
    test.clock.advance(60_000);
    test.decide();
    expect(list(id)).toEqual(['12:01 pending']);
    expect(list(id, { to: '2026-01-15T12:04:00.000Z' })).toEqual([
      '12:04 upcoming',
      '12:04 upcoming',
      '12:03 upcoming',
      '12:02 upcoming',
      '12:02 upcoming',
      '12:01 pending',
    ]);
    expect(list(id, { from: '2026-01-15T12:03:00.000Z', to: '2026-01-15T12:03:30.000Z' })).toEqual(['12:03 upcoming']);
    expect(list(id, { to: '2026-01-15T12:04:00.000Z', limit: 2 })).toHaveLength(2);
  });

  it('says when there is more than was asked for, and refuses a range that ends before it begins', () => {
    const { id } = test.schedule([everyMinute]);
    for (let minutes = 0; minutes < 3; minutes++) {
      test.clock.advance(60_000);
      test.decide();
    }
    const isComplete = (limit: number) => listAll(id, { to: '2026-01-15T12:05:00.000Z', limit }).isComplete;
    expect([2, 4, 5, 6].map(isComplete)).toEqual([false, false, true, true]);
    expect(() => list(id, { from: '2026-01-15T12:05:00.000Z', to: '2026-01-15T12:04:00.000Z' })).toThrow(
      'from: must not lie behind "to"',
    );
  });

  it('says that nothing ahead will run while the job is paused, and shows not more than may still run', () => {
    const { id } = test.schedule([{ ...everyMinute, maxRuns: 3 }]);
    const range = { to: '2026-01-15T13:00:00.000Z' };
    expect(list(id, range)).toHaveLength(3);
    test.jobs.pause(test.owner, id, { queued: 'keep' });
    const { items: paused } = listOccurrences(test.audit.read, test.jobs.get(test.owner, id), {
      ...range,
      limit: 10,
      now: test.clock.now(),
    });
    expect(paused.map(({ outcome, reason, cause }) => [outcome, reason, cause])).toEqual(
      Array.from({ length: 3 }, () => ['upcoming', 'paused', `paused by ${test.owner.context.actor.name}`]),
    );
  });

  it('counts what fires before the range for maxRuns, and nothing that is left out', () => {
    const { id } = test.schedule([{ ...everyMinute, maxRuns: 3 }]);
    test.jobs.skipNext(test.owner, id);
    const shown = (from: string) =>
      listOccurrences(test.audit.read, test.jobs.get(test.owner, id), {
        from,
        to: '2026-01-15T13:00:00Z',
        limit: 99,
        now: test.clock.now(),
      }).items.map(({ scheduledFor, outcome }) => `${scheduledFor.slice(11, 16)} ${outcome}`);
    expect(shown('2026-01-15T12:00:00Z')).toEqual([
      '12:04 upcoming',
      '12:03 upcoming',
      '12:02 upcoming',
      '12:01 skipped',
    ]);
    expect(shown('2026-01-15T12:03:30Z')).toEqual(['12:04 upcoming']);
    expect(shown('2026-01-15T12:30:00Z')).toEqual([]);
  });

  it('finds a range row from any minute that it covers', () => {
    const { id } = test.schedule([{ ...everyMinute, expr: 'PT1S' }], {
      policy: { misfire: { ...defaultPolicy.misfire, policy: 'skip' } },
    });
    test.clock.advance(3_600_000);
    test.decide();
    expect(list(id, { from: '2026-01-15T12:30:00.000Z', to: '2026-01-15T12:31:00.000Z' })).toEqual([
      expect.stringMatching(/^12:00 missed ×35\d\d$/),
    ]);
    expect(list(id, { from: '2026-01-15T11:00:00.000Z', to: '2026-01-15T11:59:00.000Z' })).toEqual([]);
  });
});
