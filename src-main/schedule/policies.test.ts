import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { triggers } from '../db/schema/jobs.ts';
import { listOccurrences } from './list-occurrences.ts';
import { openTestSchedule, type TestSchedule } from './open-test-schedule.ts';

let test: TestSchedule;
beforeEach(async () => {
  test = await openTestSchedule({ isIdle: true }); // nothing is claimed: what is queued stays live
});
afterEach(() => test.close());

describe('overlap', () => {
  it('queue: as many wait as may, the newest is skipped', () => {
    const id = test.minutely({ overlap: 'queue', maxQueued: 2 });
    test.tick(1);
    expect(test.claim()).toBe(test.runsOf(id)[0]?.id);
    test.tick(3);
    expect(test.ledger(id)).toEqual([
      '12:01:00 pending',
      '12:02:00 pending',
      '12:03:00 pending',
      '12:04:00 skipped queue-full',
    ]);
    expect(test.claim()).toBeUndefined(); // they take turns
    test.endRun(test.runsOf(id)[0]?.id ?? '');
    expect(test.claim()).toBe(test.runsOf(id)[1]?.id);
  });

  it('replace: the live run gives way, and the new one starts when it is gone', () => {
    const id = test.minutely({ overlap: 'replace' });
    test.tick(1);
    const [first] = test.runsOf(id);
    test.claim();
    test.tick(1);
    const [live, next] = test.runsOf(id);
    expect(live).toMatchObject({ id: first?.id, cancelReason: `replaced by run ${next?.id}`, replacedBy: next?.id });
    expect(test.claim()).toBeUndefined();
    test.endRun(first?.id ?? '');
    expect(test.claim()).toBe(next?.id);
  });

  it('replace: one that waits is replaced before it starts, and the ledger says by which run', async () => {
    const id = test.minutely({ overlap: 'replace' });
    test.tick(2);
    const [first, second] = test.runsOf(id);
    test.worker.start();
    await test.until(() => test.runsOf(id)[0]?.status === 'cancelled');
    expect(test.ledger(id)[0]).toBe('12:01:00 replaced overlap');
    expect(test.runsOf(id)[0]?.replacedBy).toBe(second?.id);
    expect(first?.status).toBe('queued');
    await test.finishRuns();
  });

  it('allow: side by side, without a bound or up to maxConcurrent', () => {
    const free = test.minutely({ overlap: 'allow' });
    test.tick(3);
    expect([test.claim(), test.claim(), test.claim()].toSorted()).toEqual(
      test
        .runsOf(free)
        .map(({ id }) => id)
        .toSorted(),
    );
    test.jobs.pause(test.owner, free, { queued: 'keep' });
    const bounded = test.minutely({ overlap: 'allow', maxConcurrent: 2, concurrencyKey: 'two at once' });
    test.tick(3);
    expect([test.claim(), test.claim(), test.claim()].filter((id) => id !== undefined)).toHaveLength(2);
    expect(test.ledger(bounded)).toEqual(['12:04:00 pending', '12:05:00 pending', '12:06:00 pending']);
  });

  it('a key of its own frees a job of its agent; a template is filled from the input', () => {
    const other = test.minutely({});
    const id = test.minutely({ concurrencyKey: 'customer-${input.customer}' }, { input: { customer: 7 } });
    test.tick(1);
    expect(test.runsOf(id).map(({ concurrencyKey }) => concurrencyKey)).toEqual([
      `key:${test.owner.principal.userId}:customer-7`,
    ]);
    expect(test.ledger(other)).toEqual(['12:01:00 pending']);
  });

  it('a key that cannot be filled is told in the ledger', () => {
    const id = test.minutely({ concurrencyKey: 'customer-${input.customer}' });
    test.tick(1);
    expect(test.ledger(id)).toEqual(['12:01:00 skipped not-runnable']);
  });
});

describe('dedupe', () => {
  it('a start with the same key within the window is the earlier run, whatever became of it', () => {
    const id = test.minutely({ dedupe: { key: 'daily', windowSeconds: 150 }, overlap: 'allow' });
    test.tick(1);
    test.endRun(test.runsOf(id)[0]?.id ?? '', 'failed');
    test.tick(2);
    const manual = test.runs.start.startJob(test.owner, id, { ifBusy: 'queue' });
    expect(manual).toMatchObject({ deduplicated: true, run: { id: test.runsOf(id)[0]?.id } });
    test.tick(1);
    expect(test.ledger(id)).toEqual([
      '12:01:00 pending',
      '12:02:00 skipped dedupe',
      '12:03:00 skipped dedupe',
      '12:04:00 pending',
    ]);
  });

  it('not of one that was cancelled before it started', () => {
    const id = test.minutely({ dedupe: { key: 'daily', windowSeconds: 3_600 } });
    test.tick(1);
    test.runs.cancel(test.owner, { id: test.runsOf(id)[0]?.id ?? '' });
    test.tick(1);
    expect(test.ledger(id)).toEqual(['12:01:00 cancelled cancelled', '12:02:00 pending']);
  });
});

describe('power', () => {
  it('skip: what falls due on battery is left out', () => {
    const id = test.minutely({ power: { onBattery: 'skip' } });
    test.tick(1, true);
    test.tick(1);
    expect(test.ledger(id)).toEqual(['12:01:00 skipped power', '12:02:00 pending']);
  });

  it('wait: it is queued, and claimed on mains', () => {
    const id = test.minutely({ power: { onBattery: 'wait' } });
    test.tick(1, true);
    expect(test.claim({ onBattery: true })).toBeUndefined();
    expect(test.claim()).toBe(test.runsOf(id)[0]?.id);
  });
});

describe('the breaker', () => {
  it('pauses the job after so many final failures in a row, and says so; resumed, it counts anew', async () => {
    const agent = await test.addAgent('fragile');
    const { id } = test.addJob('fragile', agent, { policy: { breaker: 2 } });
    test.worker.start();
    const fail = async () => {
      const { run } = test.runs.start.startJob(test.owner, id, { ifBusy: 'queue' });
      (await test.sandbox.started(run.id)).end({ exitCode: 1 });
      await test.final(run.id);
      test.clock.advance(1_000);
    };
    await fail();
    expect(test.job(id).state).toBe('active');
    await fail();
    expect(test.job(id)).toMatchObject({ state: 'paused', stateReason: 'paused after 2 failures in a row' });
    test.jobs.resume(test.owner, id);
    test.clock.advance(1_000);
    await fail();
    expect(test.job(id).state).toBe('active');
  });
});

describe('jitter', () => {
  it('fires later by its own share, the same at every asking, never beyond the next instant', () => {
    const id = test.minutely({ overlap: 'allow' }, { jitterSeconds: 30 });
    const {
      items: [seen],
    } = listOccurrences(test.audit.read, test.jobs.get(test.owner, id), {
      to: '2026-01-15T12:01:59Z',
      limit: 9,
      now: test.clock.now(),
    });
    const fireAt = Date.parse(seen?.fireAt ?? '');
    expect(seen?.scheduledFor).toBe('2026-01-15T12:01:00.000Z');
    expect(fireAt - Date.parse(seen?.scheduledFor ?? '')).toBeLessThan(30_000);
    expect(test.audit.read.select().from(triggers).where(eq(triggers.jobId, id)).get()?.dueAt).toBe(fireAt);
    test.clock.advance(fireAt - test.clock.now() - 1);
    expect(test.decide()).toBe(0);
    test.clock.advance(1);
    test.decide();
    expect(test.ledger(id)).toEqual(['12:01:00 pending']);
  });
});
