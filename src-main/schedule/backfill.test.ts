import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy } from '#contract/policy.ts';
import { toInstant } from '../base/clock.ts';
import { runs } from '../db/schema/runs.ts';
import { makeBackfill } from './backfill.ts';
import { openTestSchedule, type TestSchedule } from './open-test-schedule.ts';

let test: TestSchedule;
beforeEach(async () => {
  test = await openTestSchedule({ isIdle: true });
});
afterEach(() => test.close());

const everyMinute = { kind: 'interval' as const, expr: 'PT1M', enabled: true };
const everySecond = { ...everyMinute, expr: 'PT1S' };
const missing = { policy: { misfire: { ...defaultPolicy.misfire, policy: 'skip' as const, graceSeconds: 0 } } };

function backfill(id: string, from: string, to: string, more: { limit?: number; dryRun?: boolean } = {}): string[] {
  const at = (clock: string) => Date.parse(`2026-01-15T${clock}Z`);
  const window = { fromAt: at(from), toAt: at(to), overlap: 'queue' as const, limit: 10, dryRun: false, ...more };
  return makeBackfill(test)(test.owner, id, window).map(
    ({ scheduledFor, runId }) => `${scheduledFor.slice(11, 19)}${runId === null ? ' no run' : ''}`,
  );
}
const startedFor = (id: string) =>
  test.audit.read
    .select({ at: runs.scheduledFor })
    .from(runs)
    .where(eq(runs.jobId, id))
    .orderBy(runs.scheduledFor)
    .all()
    .map(({ at }) => toInstant(at ?? 0).slice(11, 19));

function pass(ms: number, times = 1): void {
  for (let n = 0; n < times; n++) {
    test.clock.advance(ms);
    test.decide('asleep');
  }
}

describe('a backfill', () => {
  it('queues what did not run, oldest first, in the place of the row that says why; twice is once', () => {
    const { id } = test.schedule([everyMinute], missing);
    pass(4 * 60_000 + 1);
    expect(backfill(id, '12:00:00', '12:02:30', { dryRun: true })).toEqual(['12:01:00 no run', '12:02:00 no run']);
    expect(backfill(id, '12:00:00', '12:02:30')).toEqual(['12:01:00', '12:02:00']);
    expect(backfill(id, '12:00:00', '12:02:30')).toEqual([]);
    expect(test.ledger(id)).toEqual([
      '12:01:00 pending backfill',
      '12:02:00 pending backfill',
      '12:03:00 missed asleep',
      '12:04:00 missed asleep',
    ]);
  });

  it('refuses more than maxRuns leaves; dry or not', () => {
    const { id } = test.schedule([{ ...everyMinute, maxRuns: 2 }], missing);
    test.jobs.pause(test.owner, id, { queued: 'keep' });
    pass(3 * 60_000);
    for (const dryRun of [true, false])
      expect(() => backfill(id, '12:00:00', '12:03:00', { dryRun })).toThrow(
        '3 instants did not run, and of its 2 runs the trigger has 2 left',
      );
    expect(backfill(id, '12:00:00', '12:02:00')).toEqual(['12:01:00', '12:02:00']);
    expect(() => backfill(id, '12:03:00', '12:03:00')).toThrow('the trigger has 0 left');
  });

  it('refuses a window with more than it may start, and one with more than it may look through', () => {
    const { id } = test.schedule([everySecond], missing);
    pass(20 * 3_600_000);
    expect(() => backfill(id, '12:00:00', '12:01:00')).toThrow('more than 10 instants');
    test.clock.advance(0);
    expect(() =>
      makeBackfill(test)(test.owner, id, {
        fromAt: test.clock.now() - 20 * 3_600_000,
        toAt: test.clock.now(),
        overlap: 'queue',
        limit: 10,
        dryRun: true,
      }),
    ).toThrow('at most 50000');
  });

  it('takes instants out of a row that stands for many, whichever they are', () => {
    const { id } = test.schedule([everySecond], missing);
    pass(3_000_500);
    expect(test.ledger(id)).toEqual(['12:00:01 missed asleep ×3000']);
    expect(backfill(id, '12:30:00', '12:30:00')).toEqual(['12:30:00']);
    expect(backfill(id, '12:00:02', '12:00:02')).toEqual(['12:00:02']);
    expect(backfill(id, '12:00:01', '12:00:01')).toEqual(['12:00:01']);
    expect(test.ledger(id)).toEqual([
      '12:00:01 pending backfill',
      '12:00:02 pending backfill',
      '12:00:03 missed asleep ×2997',
      '12:30:00 pending backfill',
    ]);
    expect(backfill(id, '12:00:00', '12:00:02')).toEqual([]);
    expect(startedFor(id)).toEqual(['12:00:01', '12:00:02', '12:30:00']);
  });

  it('what it made up for stays when the rows around it are folded', () => {
    const { id } = test.schedule([everySecond]);
    test.jobs.pause(test.owner, id, { queued: 'keep' });
    pass(1_000, 600);
    expect(backfill(id, '12:10:00', '12:10:00')).toEqual(['12:10:00']);
    pass(1_000, 500);
    expect(backfill(id, '12:18:00', '12:18:00')).toEqual(['12:18:00']);
    pass(1_000, 1_100);
    const rows = test.ledger(id);
    expect(rows.filter((row) => row.endsWith('backfill'))).toEqual([
      '12:10:00 pending backfill',
      '12:18:00 pending backfill',
    ]);
    const counts = test.rows(id).map(({ count }) => count ?? 1);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2_200);
    expect(rows.at(-1)).toMatch(/^12:18:01 skipped paused ×1120$/);
    expect(backfill(id, '12:10:00', '12:10:00')).toEqual([]);
  });
});
