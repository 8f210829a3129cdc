import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PolicyInput } from '#contract/policy.ts';
import { runs } from '../db/schema/runs.ts';
import { claimRun } from '../runs/claim-run.ts';
import { listOccurrences } from './list-occurrences.ts';
import { openTestSchedule, type TestSchedule } from './open-test-schedule.ts';

let test: TestSchedule;
beforeEach(async () => {
  test = await openTestSchedule({ isIdle: true }); // nothing is claimed: what is queued stays live
});
afterEach(() => test.close());

const minute = 60_000;
const hour = 60 * minute;
const everyMinute = { kind: 'interval' as const, expr: 'PT1M', enabled: true };
const runsOf = (jobId: string) =>
  test.audit.read.select().from(runs).where(eq(runs.jobId, jobId)).orderBy(runs.id).all();
const schedule = (policy: PolicyInput, trigger: object = {}) =>
  test.schedule([{ ...everyMinute, ...trigger }], { policy }).id;
function decideAll(onBattery = false): void {
  while (test.decide('asleep', { onBattery }) > 0);
}
function tick(times: number, onBattery = false): void {
  for (let n = 0; n < times; n++) {
    test.clock.advance(minute);
    decideAll(onBattery);
  }
}
const end = (id: string, status: 'succeeded' | 'failed' = 'succeeded') =>
  test.audit.write('a run moves on', ({ tx }) =>
    tx
      .update(runs)
      .set({ status, finishedAt: test.clock.now(), startedAt: test.clock.now() })
      .where(eq(runs.id, id))
      .run(),
  );
const claim = (options: { onBattery?: boolean; slots?: number } = {}) =>
  test.audit.write('a run is claimed', ({ tx }) =>
    claimRun(tx, { now: test.clock.now(), slots: 9, nonce: 'n', onBattery: false, only: null, ...options }),
  )?.id;

describe('hold everything', () => {
  it('starts nothing; released, what was due is left out with by whom, or made up for', () => {
    const id = schedule({ misfire: { policy: 'run-once' } });
    tick(1);
    test.holding.hold(test.owner, { reason: 'moving house' });
    expect(claim()).toBeUndefined();
    test.clock.advance(2 * minute);
    const { items: ledger } = listOccurrences(test.audit.read, test.jobs.get(test.owner, id), {
      limit: 9,
      now: test.clock.now(),
    });
    expect(ledger.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['pending', 'held'],
      ['pending', 'held'],
      ['pending', null],
    ]);
    test.holding.release(test.owner, { made: 'skip' });
    decideAll();
    expect(test.ledger(id)).toEqual(['12:01:00 pending', '12:02:00 skipped held', '12:03:00 skipped held']);
    expect(claim()).toBe(runsOf(id)[0]?.id);
    end(runsOf(id)[0]?.id ?? '');

    test.holding.hold(test.owner, { reason: 'again' });
    test.clock.advance(3 * minute);
    test.holding.release(test.owner, { made: 'catch-up' });
    decideAll();
    expect(test.ledger(id).slice(3)).toEqual([
      '12:04:00 coalesced held',
      '12:05:00 coalesced held',
      '12:06:00 pending',
    ]);
    test.holding.release(test.owner, { made: 'skip' }); // twice is once
    expect(test.holding.current()).toBeNull();
  });

  it('ends by itself when its time is over; what waited has as long to start as it had', () => {
    const id = schedule({ startWithinSeconds: 600 });
    tick(1);
    const waitsSince = runsOf(id)[0]?.waitsSince ?? 0;
    test.holding.hold(test.owner, { reason: 'lunch', until: '2026-01-15T13:01:00Z' });
    test.clock.advance(hour);
    test.holding.expire(test.clock.now());
    expect(test.holding.current()).toBeNull();
    expect(runsOf(id)[0]?.waitsSince).toBe(waitsSince + hour);
    decideAll();
    expect(test.ledger(id).filter((line) => line.endsWith('held'))).toHaveLength(60);
  });
});

describe('a hold that ends while nobody looks', () => {
  it('leaves out what fell due in it; what came after its end is made up for as if there had been none', () => {
    const id = schedule({ misfire: { policy: 'run-once' } });
    test.holding.hold(test.owner, { reason: 'lunch', until: '2026-01-15T12:02:30Z' });
    test.clock.advance(5 * minute + 10_000);
    test.holding.expire(test.clock.now());
    decideAll();
    expect(test.ledger(id)).toEqual([
      '12:01:00 skipped held',
      '12:02:00 skipped held',
      '12:03:00 coalesced asleep',
      '12:04:00 coalesced asleep',
      '12:05:00 pending',
    ]);
  });

  it('held again before what fell due was decided, it goes on', () => {
    const id = schedule({});
    test.holding.hold(test.owner, { reason: 'one' });
    test.clock.advance(5 * minute);
    test.holding.release(test.owner, { made: 'skip' });
    test.holding.hold(test.owner, { reason: 'two' });
    expect(test.holding.current()).toMatchObject({ since: '2026-01-15T12:00:00.000Z', reason: 'two' });
    test.clock.advance(minute);
    test.holding.release(test.owner, { made: 'catch-up' });
    decideAll();
    expect(test.ledger(id).slice(-2)).toEqual(['12:05:00 coalesced held', '12:06:00 pending']);
  });
});
