import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PolicyInput } from '#contract/policy.ts';
import { triggers } from '../db/schema/jobs.ts';
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
/** What the ledger shows of a job from a moment on for a week, as `instant → firing outcome reason`. */
const seen = (id: string, from = '2026-01-15T12:00:00Z') =>
  listOccurrences(test.audit.read, test.jobs.get(test.owner, id), {
    from,
    to: '2026-01-22T12:00:00Z',
    limit: 9,
    now: test.clock.now(),
  }).items.map(
    ({ scheduledFor, fireAt, outcome, reason }) =>
      `${scheduledFor.slice(0, 16)} → ${fireAt.slice(0, 16)} ${outcome} ${reason}`,
  );
const job = (id: string) => test.jobs.toContract(test.jobs.get(test.owner, id));

describe('overlap', () => {
  it('queue: as many wait as may, the newest is skipped', () => {
    const id = schedule({ overlap: 'queue', maxQueued: 2 });
    tick(1);
    expect(claim()).toBe(runsOf(id)[0]?.id);
    tick(3);
    expect(test.ledger(id)).toEqual([
      '12:01:00 pending',
      '12:02:00 pending',
      '12:03:00 pending',
      '12:04:00 skipped queue-full',
    ]);
    expect(claim()).toBeUndefined(); // they take turns
    end(runsOf(id)[0]?.id ?? '');
    expect(claim()).toBe(runsOf(id)[1]?.id);
  });

  it('replace: the live run gives way, and the new one starts when it is gone', () => {
    const id = schedule({ overlap: 'replace' });
    tick(1);
    const [first] = runsOf(id);
    claim();
    tick(1);
    const [live, next] = runsOf(id);
    expect(live).toMatchObject({ id: first?.id, cancelReason: `replaced by run ${next?.id}`, replacedBy: next?.id });
    expect(claim()).toBeUndefined();
    end(first?.id ?? '');
    expect(claim()).toBe(next?.id);
  });

  it('replace: one that waits is replaced before it starts, and the ledger says by which run', async () => {
    const id = schedule({ overlap: 'replace' });
    tick(2);
    const [first, second] = runsOf(id);
    test.worker.start();
    await test.until(() => runsOf(id)[0]?.status === 'cancelled');
    expect(test.ledger(id)[0]).toBe('12:01:00 replaced overlap');
    expect(runsOf(id)[0]?.replacedBy).toBe(second?.id);
    expect(first?.status).toBe('queued');
    await test.finishRuns();
  });

  it('allow: side by side, without a bound or up to maxConcurrent', () => {
    const free = schedule({ overlap: 'allow' });
    tick(3);
    expect([claim(), claim(), claim()].toSorted()).toEqual(
      runsOf(free)
        .map(({ id }) => id)
        .toSorted(),
    );
    test.jobs.pause(test.owner, free, { queued: 'keep' });
    const bounded = schedule({ overlap: 'allow', maxConcurrent: 2, concurrencyKey: 'two at once' });
    tick(3);
    expect([claim(), claim(), claim()].filter((id) => id !== undefined)).toHaveLength(2);
    expect(test.ledger(bounded)).toEqual(['12:04:00 pending', '12:05:00 pending', '12:06:00 pending']);
  });

  it('a key of its own frees a job of its agent; a template is filled from the input', () => {
    const other = schedule({});
    const id = schedule({ concurrencyKey: 'customer-${input.customer}' }, { input: { customer: 7 } });
    tick(1);
    expect(runsOf(id).map(({ concurrencyKey }) => concurrencyKey)).toEqual([
      `key:${test.owner.principal.userId}:customer-7`,
    ]);
    expect(test.ledger(other)).toEqual(['12:01:00 pending']);
  });

  it('a key that cannot be filled is told in the ledger', () => {
    const id = schedule({ concurrencyKey: 'customer-${input.customer}' });
    tick(1);
    expect(test.ledger(id)).toEqual(['12:01:00 skipped not-runnable']);
  });
});

describe('dedupe', () => {
  it('a start with the same key within the window is the earlier run, whatever became of it', () => {
    const id = schedule({ dedupe: { key: 'daily', windowSeconds: 150 }, overlap: 'allow' });
    tick(1);
    end(runsOf(id)[0]?.id ?? '', 'failed');
    tick(2);
    const manual = test.runs.start.startJob(test.owner, id, { ifBusy: 'queue' });
    expect(manual).toMatchObject({ deduplicated: true, run: { id: runsOf(id)[0]?.id } });
    tick(1);
    expect(test.ledger(id)).toEqual([
      '12:01:00 pending',
      '12:02:00 skipped dedupe',
      '12:03:00 skipped dedupe',
      '12:04:00 pending',
    ]);
  });

  it('not of one that was cancelled before it started', () => {
    const id = schedule({ dedupe: { key: 'daily', windowSeconds: 3_600 } });
    tick(1);
    test.runs.cancel(test.owner, { id: runsOf(id)[0]?.id ?? '' });
    tick(1);
    expect(test.ledger(id)).toEqual(['12:01:00 cancelled cancelled', '12:02:00 pending']);
  });
});

describe('power', () => {
  it('skip: what falls due on battery is left out', () => {
    const id = schedule({ power: { onBattery: 'skip' } });
    tick(1, true);
    tick(1);
    expect(test.ledger(id)).toEqual(['12:01:00 skipped power', '12:02:00 pending']);
  });

  it('wait: it is queued, and claimed on mains', () => {
    const id = schedule({ power: { onBattery: 'wait' } });
    tick(1, true);
    expect(claim({ onBattery: true })).toBeUndefined();
    expect(claim()).toBe(runsOf(id)[0]?.id);
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
    expect(job(id).state).toBe('active');
    await fail();
    expect(job(id)).toMatchObject({ state: 'paused', stateReason: 'paused after 2 failures in a row' });
    test.jobs.resume(test.owner, id);
    test.clock.advance(1_000);
    await fail();
    expect(job(id).state).toBe('active');
  });
});

describe('leaving out', () => {
  it('snooze: what falls due until then is skipped, with by whom', () => {
    const id = schedule({ overlap: 'allow' });
    test.jobs.snooze(test.owner, id, { seconds: 150 });
    expect(job(id)).toMatchObject({ snoozedUntil: '2026-01-15T12:02:30.000Z', nextAt: '2026-01-15T12:03:00.000Z' });
    tick(3);
    expect(test.ledger(id)).toEqual(['12:01:00 skipped snoozed', '12:02:00 skipped snoozed', '12:03:00 pending']);
  });

  it('skip-next: the next instant and that alone; asked twice, the next two', () => {
    const id = schedule({ overlap: 'allow' });
    expect(test.jobs.skipNext(test.owner, id).nextAt).toBe('2026-01-15T12:02:00.000Z');
    tick(2);
    test.jobs.skipNext(test.owner, id);
    test.jobs.skipNext(test.owner, id);
    tick(3);
    expect(test.ledger(id)).toEqual([
      '12:01:00 skipped skip-next',
      '12:02:00 pending',
      '12:03:00 skipped skip-next',
      '12:04:00 skipped skip-next',
      '12:05:00 pending',
    ]);
  });

  it('an excluded day is in the ledger; moved, it fires on the next working day at the same time', () => {
    const daily = { kind: 'cron', expr: '30 8 * * *', timezone: 'Europe/Chisinau' };
    const skip = schedule({}, { ...daily, exclusions: { dates: ['2026-01-16'], weekdays: ['SAT', 'SUN'] } });
    const move = schedule(
      { concurrencyKey: 'other' },
      {
        kind: 'cron',
        expr: '30 8 * * FRI,SAT',
        timezone: 'Europe/Chisinau',
        exclusions: { dates: ['2026-01-16'], weekdays: ['SAT', 'SUN'], policy: 'next-working-day' },
      },
    );
    expect(job(move).nextAt).toBe('2026-01-19T06:30:00.000Z'); // Friday the 16th moves to Monday
    for (let halfHours = 0; halfHours < 48 * 5; halfHours++) {
      test.clock.advance(30 * minute);
      while (test.decide() > 0);
    }
    expect(test.ledger(skip, 16)).toEqual([
      '2026-01-16T06:30 skipped exclusion',
      '2026-01-17T06:30 skipped exclusion',
      '2026-01-18T06:30 skipped exclusion',
      '2026-01-19T06:30 pending',
      '2026-01-20T06:30 skipped overlap',
    ]);
    // Both days move to the same Monday, on which it fires once
    expect(test.ledger(move, 16)).toEqual([
      '2026-01-16T06:30 coalesced exclusion',
      '2026-01-17T06:30 pending exclusion',
    ]);
  });

  it('what is moved is late, skipped and paused like any other firing', () => {
    const weekend = { dates: [], weekdays: ['SAT' as const, 'SUN' as const], policy: 'next-working-day' as const };
    const saturdays = { kind: 'cron', expr: '0 8 * * SAT,SUN', timezone: 'UTC', exclusions: weekend };
    const late = schedule({ misfire: { policy: 'skip', graceSeconds: 60 } }, saturdays);
    const paused = schedule({ concurrencyKey: 'paused' }, saturdays);
    const skipped = schedule({ concurrencyKey: 'skipped' }, saturdays);
    test.jobs.skipNext(test.owner, skipped);
    expect(job(skipped).nextAt).toBe('2026-01-26T08:00:00.000Z');
    test.jobs.pause(test.owner, paused, { queued: 'keep' });
    test.clock.advance(Date.parse('2026-01-18T12:00:00Z') - test.clock.now());
    decideAll();
    expect([late, paused, skipped].flatMap((id) => test.ledger(id))).toEqual([]); // it is not due yet
    expect(seen(late)).toEqual([
      '2026-01-18T08:00 → 2026-01-19T08:00 upcoming exclusion',
      '2026-01-17T08:00 → 2026-01-19T08:00 coalesced exclusion',
    ]);
    test.clock.advance(Date.parse('2026-01-19T08:05:00Z') - test.clock.now());
    decideAll();
    const others = '2026-01-17T08:00 coalesced exclusion';
    expect(test.ledger(late, 16)).toEqual([others, '2026-01-18T08:00 missed asleep']);
    expect(test.ledger(paused, 16)).toEqual([others, '2026-01-18T08:00 skipped paused']);
    expect(test.ledger(skipped, 16)).toEqual([others, '2026-01-18T08:00 skipped skip-next']);
    expect(seen(late, '2026-01-19T07:00:00Z')).toEqual([
      '2026-01-18T08:00 → 2026-01-19T08:00 missed asleep', // of that Monday too
      '2026-01-17T08:00 → 2026-01-19T08:00 coalesced exclusion',
    ]);
    expect(job(late).nextAt).toBe('2026-01-26T08:00:00.000Z');
  });

  it('what is moved counts for maxRuns, and an edit that excludes nothing any more takes it back', () => {
    const weekend = { dates: [], weekdays: ['SAT' as const], policy: 'next-working-day' as const };
    const weekly = { kind: 'cron' as const, expr: '0 8 * * SAT,SUN', timezone: 'UTC', enabled: true };
    const id = schedule({}, { ...weekly, exclusions: weekend, maxRuns: 2 });
    test.clock.advance(Date.parse('2026-01-18T08:00:00Z') - test.clock.now());
    decideAll();
    // Saturday is made up for by Sunday's own
    expect(test.ledger(id, 16)).toEqual(['2026-01-17T08:00 coalesced exclusion', '2026-01-18T08:00 pending']);
    test.clock.advance(Date.parse('2026-01-24T12:00:00Z') - test.clock.now());
    decideAll();
    test.jobs.update(test.owner, id, { triggers: [weekly] });
    expect(job(id).nextAt).toBe('2026-01-25T08:00:00.000Z');
    test.clock.advance(Date.parse('2026-01-25T08:00:00Z') - test.clock.now());
    decideAll();
    expect(test.ledger(id, 16).slice(2)).toEqual(['2026-01-25T08:00 skipped overlap']);
  });

  it('what is excluded up to the end of the trigger is in the ledger, and the job is over after it', () => {
    const exclusions = { dates: [], weekdays: ['SAT' as const], policy: 'next-working-day' as const };
    const id = schedule(
      {},
      { kind: 'cron', expr: '0 8 * * FRI,SAT', timezone: 'UTC', endAt: '2026-01-17T12:00:00Z', exclusions },
    );
    for (let hours = 0; hours < 72; hours++) {
      test.clock.advance(hour);
      decideAll();
    }
    expect(test.ledger(id, 16)).toEqual(['2026-01-16T08:00 pending', '2026-01-17T08:00 skipped exclusion']);
    expect(job(id).state).toBe('completed');
  });

  it('a trigger made after an instant does not fire for it, however late jitter has it', () => {
    test.clock.advance(Date.parse('2026-01-16T08:00:30Z') - test.clock.now());
    const id = schedule({}, { kind: 'cron', expr: '0 8 * * *', timezone: 'UTC', jitterSeconds: 86_400 });
    const nextAt = job(id).nextAt ?? '';
    expect(Date.parse(nextAt)).toBeGreaterThan(Date.parse('2026-01-17T08:00:00Z'));
    test.clock.advance(Date.parse(nextAt) - test.clock.now());
    decideAll();
    expect(test.ledger(id, 16)).toEqual(['2026-01-17T08:00 pending']);
  });

  it('more than a thousand like rows in a row become one, which goes on growing', () => {
    const id = schedule({}, { expr: 'PT1S' });
    test.jobs.pause(test.owner, id, { queued: 'keep' });
    for (let n = 0; n < 1_005; n++) {
      test.clock.advance(1_000);
      test.decide();
    }
    expect(test.ledger(id)).toEqual(['12:00:01 skipped paused ×1005']);
  });
});

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

describe('jitter', () => {
  it('fires later by its own share, the same at every asking, never beyond the next instant', () => {
    const id = schedule({ overlap: 'allow' }, { jitterSeconds: 30 });
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
