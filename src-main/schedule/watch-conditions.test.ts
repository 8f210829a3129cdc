import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TriggerInput } from '#contract/triggers.ts';
import { toInstant } from '../base/clock.ts';
import { silentLogger } from '../base/logger.ts';
import { triggers } from '../db/schema/jobs.ts';
import { runs } from '../db/schema/runs.ts';
import { openTestSchedule, type TestSchedule } from './open-test-schedule.ts';
import { type ConditionWatch, makeConditionWatch } from './watch-conditions.ts';

let test: TestSchedule;
let watch: ConditionWatch;
/** What conditions see of the machine. */
let cpu: number;
/** Called while a condition is looked at; it waits for this. */
let meanwhile: (by: { jobId: string }) => Promise<void> | void;
beforeEach(async () => {
  test = await openTestSchedule({ isIdle: true });
  cpu = 0;
  meanwhile = () => {};
  watch = makeConditionWatch({
    ...test.scheduling,
    logger: silentLogger,
    lookAround: async (_calls, by) => {
      await meanwhile(by);
      return { values: { now: new Date(test.clock.now()), metric: { cpu } }, found: {} };
    },
  });
});
afterEach(() => {
  watch.stop();
  return test.close();
});

/** One job whose condition is that the machine is busy, looked at every ten seconds. */
const whenBusy = (more: Partial<TriggerInput> = {}) =>
  test.schedule([{ kind: 'condition', expr: 'metric.cpu > 0.5', enabled: true, everySeconds: 10, ...more }]).id;
const dueAt = (jobId: string) =>
  test.audit.read.select().from(triggers).where(eq(triggers.jobId, jobId)).get()?.dueAt ?? null;
const runsOf = (jobId: string) => test.audit.read.select().from(runs).where(eq(runs.jobId, jobId)).all();

/** Ten seconds pass, and the condition is looked at. */
async function look(jobId: string): Promise<void> {
  test.clock.advance(10_000);
  const before = dueAt(jobId);
  watch.start();
  await test.until(() => dueAt(jobId) !== before);
  watch.stop();
}

describe('a condition that rises', () => {
  beforeEach(() => {
    cpu = 1;
  });

  it('waits for its jitter with a row in the ledger, as an event does', async () => {
    const id = whenBusy({ jitterSeconds: 600 });
    const told: unknown[] = [];
    test.changes.listen((changes) => told.push(...changes));
    await look(id);
    expect(told).toContainEqual({ topic: 'jobs', id }); // so that the ticker does not sleep over it
    const [row] = test.rows(id);
    expect(row).toMatchObject({ outcome: 'pending', runId: null, eventId: null });
    expect(row?.fireAt).toBeGreaterThan(test.clock.now());
    expect(runsOf(id)).toEqual([]);
    test.clock.set(row?.fireAt ?? 0);
    test.decide();
    expect(runsOf(id)).toMatchObject([{ originReason: 'condition', status: 'queued' }]);
    expect(test.rows(id)).toHaveLength(1);
  });

  it('on an excluded day is moved to the same time of the next working day', async () => {
    const id = whenBusy({
      exclusions: { dates: ['2026-01-15'], weekdays: ['FRI', 'SAT', 'SUN'], policy: 'next-working-day' },
    });
    await look(id);
    const moved = '2026-01-19T12:00:10.000Z';
    expect(test.rows(id)).toMatchObject([
      { outcome: 'pending', reason: 'exclusion', cause: `its day is excluded; moved to ${moved}` },
    ]);
    test.clock.set(Date.parse(moved));
    test.decide();
    expect(runsOf(id)).toHaveLength(1);
  });

  it('that was deferred is left out when the job is paused by then', async () => {
    const id = whenBusy({ jitterSeconds: 600 });
    await look(id);
    test.jobs.pause(test.owner, id, { queued: 'keep' });
    test.clock.advance(600_000);
    test.decide();
    expect(test.rows(id)).toMatchObject([{ outcome: 'skipped', reason: 'paused' }]);
  });

  it('on an excluded day that is skipped leaves a row', async () => {
    const id = whenBusy({ exclusions: { dates: ['2026-01-15'], weekdays: [], policy: 'skip' } });
    await look(id);
    expect(test.rows(id)).toMatchObject([{ outcome: 'skipped', reason: 'exclusion' }]);
  });

  it('does not fire while a hold began that very moment, and is looked at again after it', async () => {
    const id = whenBusy();
    let looks = 0;
    meanwhile = () => {
      looks += 1;
      if (looks === 1) test.holding.hold(test.owner, { reason: 'moving' });
    };
    test.clock.advance(10_000);
    watch.start();
    await test.until(() => looks === 1);
    await new Promise(setImmediate);
    watch.stop();
    expect(test.rows(id)).toEqual([]);
    test.holding.release(test.owner, { made: 'skip' });
    await look(id);
    expect(runsOf(id)).toHaveLength(1);
  });
});

describe('conditions that wait for an address', () => {
  it('hold up at most twenty others: the next is looked at as soon as one is over, of whoever waits for none', async () => {
    const stranger = await test.addCaller('stranger@example.org');
    const slow = Array.from({ length: 25 }, () => whenBusy());
    const agent = await test.addAgent('theirs', { caller: stranger });
    const triggers = [{ kind: 'condition' as const, expr: 'metric.cpu > 0.5', enabled: true, everySeconds: 10 }];
    const theirs = test.addJob('theirs', agent, { caller: stranger, triggers }).id;
    const begun: string[] = [];
    let answer = () => {};
    meanwhile = ({ jobId }) => {
      begun.push(jobId);
      if (jobId === theirs) return;
      return new Promise((resolve) => {
        answer = resolve;
      });
    };
    test.clock.advance(10_000);
    watch.start();
    await test.until(() => begun.length === 21);
    expect(begun).toContain(theirs);
    await test.until(() => (dueAt(theirs) ?? 0) > test.clock.now());
    expect(slow.filter((id) => !begun.includes(id))).toHaveLength(5);
    answer();
    await test.until(() => begun.length === 22);
  });
});

describe('a clock that is set back', () => {
  const hour = 3_600_000;

  it('makes no condition wait for the old time to return', async () => {
    const id = whenBusy();
    await look(id);
    test.clock.jump(-hour);
    watch.start();
    await test.until(() => dueAt(id) === test.clock.now() + 10_000);
  });

  it('is noticed also when nothing ran meanwhile, and starts none before its time', async () => {
    const id = whenBusy();
    const startAt = test.clock.now() + hour;
    const later = whenBusy({ startAt: toInstant(startAt) });
    test.clock.jump(-hour);
    watch.start();
    await test.until(() => dueAt(id) === test.clock.now() + 10_000);
    expect(dueAt(later)).toBe(startAt);
  });
});
