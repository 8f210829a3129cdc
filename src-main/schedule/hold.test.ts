import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listOccurrences } from './list-occurrences.ts';
import { openTestSchedule, type TestSchedule } from './open-test-schedule.ts';

let test: TestSchedule;
beforeEach(async () => {
  test = await openTestSchedule({ isIdle: true }); // nothing is claimed: what is queued stays live
});
afterEach(() => test.close());

const minute = 60_000;
const hour = 60 * minute;

describe('hold everything', () => {
  it('starts nothing; released, what was due is left out with by whom, or made up for', () => {
    const id = test.minutely({ misfire: { policy: 'run-once' } });
    test.tick(1);
    test.holding.hold(test.owner, { reason: 'moving house' });
    expect(test.claim()).toBeUndefined();
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
    test.decideAll();
    expect(test.ledger(id)).toEqual(['12:01:00 pending', '12:02:00 skipped held', '12:03:00 skipped held']);
    expect(test.claim()).toBe(test.runsOf(id)[0]?.id);
    test.endRun(test.runsOf(id)[0]?.id ?? '');

    test.holding.hold(test.owner, { reason: 'again' });
    test.clock.advance(3 * minute);
    test.holding.release(test.owner, { made: 'catch-up' });
    test.decideAll();
    expect(test.ledger(id).slice(3)).toEqual([
      '12:04:00 coalesced held',
      '12:05:00 coalesced held',
      '12:06:00 pending',
    ]);
    test.holding.release(test.owner, { made: 'skip' }); // twice is once
    expect(test.holding.current()).toBeNull();
  });

  it('ends by itself when its time is over; what waited has as long to start as it had', () => {
    const id = test.minutely({ startWithinSeconds: 600 });
    test.tick(1);
    const waitsSince = test.runsOf(id)[0]?.waitsSince ?? 0;
    test.holding.hold(test.owner, { reason: 'lunch', until: '2026-01-15T13:01:00Z' });
    test.clock.advance(hour);
    test.holding.expire(test.clock.now());
    expect(test.holding.current()).toBeNull();
    expect(test.runsOf(id)[0]?.waitsSince).toBe(waitsSince + hour);
    test.decideAll();
    expect(test.ledger(id).filter((line) => line.endsWith('held'))).toHaveLength(60);
  });
});

describe('a hold that ends while nobody looks', () => {
  it('leaves out what fell due in it; what came after its end is made up for as if there had been none', () => {
    const id = test.minutely({ misfire: { policy: 'run-once' } });
    test.holding.hold(test.owner, { reason: 'lunch', until: '2026-01-15T12:02:30Z' });
    test.clock.advance(5 * minute + 10_000);
    test.holding.expire(test.clock.now());
    test.decideAll();
    expect(test.ledger(id)).toEqual([
      '12:01:00 skipped held',
      '12:02:00 skipped held',
      '12:03:00 coalesced asleep',
      '12:04:00 coalesced asleep',
      '12:05:00 pending',
    ]);
  });

  it('held again before what fell due was decided, it goes on', () => {
    const id = test.minutely({});
    test.holding.hold(test.owner, { reason: 'one' });
    test.clock.advance(5 * minute);
    test.holding.release(test.owner, { made: 'skip' });
    test.holding.hold(test.owner, { reason: 'two' });
    expect(test.holding.current()).toMatchObject({ since: '2026-01-15T12:00:00.000Z', reason: 'two' });
    test.clock.advance(minute);
    test.holding.release(test.owner, { made: 'catch-up' });
    test.decideAll();
    expect(test.ledger(id).slice(-2)).toEqual(['12:05:00 coalesced held', '12:06:00 pending']);
  });
});
