import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '#contract/system.ts';
import type { TriggerInput } from '#contract/triggers.ts';
import { silentLogger } from '../base/logger.ts';
import { collectedEvents, events } from '../db/schema/events.ts';
import { triggers } from '../db/schema/jobs.ts';
import { runs } from '../db/schema/runs.ts';
import { type NewEvent, publishInside } from '../events/event-store.ts';
import { listTriggered } from '../runs/list-triggered.ts';
import { makeMatcher } from './match-published.ts';
import { openTestSchedule, type TestSchedule } from './open-test-schedule.ts';
import { makeConditionWatch } from './watch-conditions.ts';

let test: TestSchedule;
beforeEach(async () => {
  test = await openTestSchedule({ isIdle: true });
});
afterEach(() => test.close());

const allow = { overlap: 'allow' as const };
const waits = (expr: string, more: Partial<TriggerInput> = {}) =>
  test.schedule([{ kind: 'event', expr, enabled: true, ...more }], { policy: allow }).id;
const runsOf = (jobId: string) =>
  test.audit.read.select().from(runs).where(eq(runs.jobId, jobId)).orderBy(runs.id).all();
/** Told by the system; the ticker asks the triggers. */
function tell(type: string, more: Partial<NewEvent> = {}): void {
  publish(type, more);
  while (test.decide() > 0);
}
function publish(type: string, more: Partial<NewEvent> = {}): void {
  const event: NewEvent = {
    ...{ type, source: 'test', subject: null, payload: {}, depth: 0, runId: null, dedupeKey: null },
    ...{ ownerId: test.owner.principal.userId, visibility: 'private' },
    ...more,
  };
  test.audit.write('an event is told', (transaction) => publishInside(transaction, event, test.clock.now()));
}

describe('an event trigger', () => {
  it('fires once per event of its pattern, also for two in the same millisecond, and nothing is asked twice', () => {
    const id = waits('order.*');
    tell('order.created', { payload: { total: 5 } });
    tell('order.created', { payload: { total: 6 } });
    tell('invoice.created');
    expect(test.ledger(id)).toEqual(['12:00:00 pending', '12:00:00 pending']);
    expect(runsOf(id).map(({ originReason, input, eventDepth }) => [originReason, eventDepth, input])).toMatchObject([
      ['event', 1, { event: { type: 'order.created', payload: { total: 5 } } }],
      ['event', 1, { event: { type: 'order.created', payload: { total: 6 } } }],
    ]);
    expect(test.decide()).toBe(0);
  });

  it('fires also when the clock was set back to before it was made', () => {
    const id = waits('order.*');
    test.clock.advance(-3_600_000);
    tell('order.created');
    expect(test.ledger(id)).toEqual(['11:00:00 pending']);
  });

  it('is heard of when it is left out, as there is no run to tell of it', () => {
    const { id } = test.schedule([{ kind: 'event', expr: 'order.*', enabled: true }], { policy: { overlap: 'skip' } });
    tell('order.created');
    publish('order.created');
    const told: Change[] = [];
    test.changes.listen((changes) => told.push(...changes));
    test.decide();
    expect(test.ledger(id)).toEqual(['12:00:00 pending', '12:00:00 skipped overlap']);
    expect(told).toContainEqual({ topic: 'jobs', id });
  });

  it('a filter lets pass what it is true for; one that cannot say is told in the ledger', () => {
    const id = waits('order.*', { filter: 'event.payload.total > 100' });
    tell('order.created', { payload: { total: 99 } });
    tell('order.created', { payload: { total: 101 } });
    tell('order.created', { payload: {} });
    expect(test.ledger(id)).toEqual(['12:00:00 pending', '12:00:00 skipped filter-failed']);
  });

  it('debounce: fires when no further event came for a while, once', () => {
    const id = waits('file.created', { debounceSeconds: 30 });
    tell('file.created');
    test.clock.advance(20_000);
    tell('file.created');
    test.clock.advance(29_999);
    test.decide();
    expect(runsOf(id)).toHaveLength(0);
    test.clock.advance(1);
    test.decide();
    expect(runsOf(id)).toHaveLength(1);
    test.clock.advance(60_000);
    expect(test.decide()).toBe(0);
  });

  it('batch: runs once with all, when there are enough or the first has waited long enough', () => {
    const id = waits('order.*', { batch: { events: 3, seconds: 60 } });
    for (const total of [1, 2, 3, 4]) tell('order.created', { payload: { total } });
    expect(runsOf(id).map(({ covers }) => covers)).toEqual([3]);
    test.clock.advance(60_000);
    test.decide();
    expect(runsOf(id)[1]?.input).toMatchObject({ events: [{ payload: { total: 4 } }] });
  });

  it('a chain of events caused by runs stops at depth 8, also through a batch', () => {
    const id = waits('order.*');
    const batch = waits('order.*', { batch: { events: 2 } });
    tell('order.created', { depth: 7 });
    tell('order.created', { depth: 0 });
    tell('order.created', { depth: 8 });
    expect(test.ledger(id)).toEqual(['12:00:00 pending', '12:00:00 pending', '12:00:00 skipped chain-too-long']);
    expect(runsOf(batch).map(({ eventDepth }) => eventDepth)).toEqual([8]);
  });

  it('a batch that waits for its jitter runs with all its events, and each of them names the run', () => {
    const id = waits('order.*', { batch: { events: 3 }, jitterSeconds: 600 });
    for (const total of [1, 2, 3]) tell('order.created', { payload: { total } });
    tell('order.created', { payload: { total: 4 } });
    expect(runsOf(id)).toEqual([]);
    test.clock.advance(600_000);
    test.decide();
    const [run] = runsOf(id);
    expect(run).toMatchObject({ covers: 3, input: { events: [1, 2, 3].map((total) => ({ payload: { total } })) } });
    const told = test.audit.read.select().from(events).orderBy(events.id).all();
    const triggered = listTriggered(
      test.audit.read,
      test.owner.principal,
      told.map((event) => event.id),
    );
    expect(told.map((event) => triggered.get(event.id))).toEqual([[run?.id], [run?.id], [run?.id], undefined]);
  });

  it('a batch that is larger than an input is given to several runs', () => {
    const id = waits('order.*', { batch: { seconds: 60 } });
    for (let n = 0; n < 5; n++) tell('order.created', { payload: { n, text: 'x'.repeat(1_500_000) } });
    test.clock.advance(60_000);
    while (test.decide() > 0);
    expect(runsOf(id).map(({ covers }) => covers)).toEqual([2, 2, null]);
  });

  it('what comes while it is paused or held is not collected for later', () => {
    const id = waits('order.*', { debounceSeconds: 30 });
    test.jobs.pause(test.owner, id, { queued: 'keep' });
    tell('order.created');
    test.jobs.resume(test.owner, id);
    test.holding.hold(test.owner, { reason: 'moving' });
    test.clock.advance(1_000);
    publish('order.created');
    test.holding.release(test.owner, { made: 'skip' });
    while (test.decide() > 0);
    test.clock.advance(60_000);
    expect(test.decide()).toBe(0);
    expect(test.ledger(id)).toEqual(['12:00:00 skipped paused', '12:00:01 skipped held']);
  });

  it('an edit starts what was collected; switched off or of another kind, it is let go', () => {
    const batch = (events: number, more: Partial<TriggerInput> = {}) =>
      ({ kind: 'event', expr: 'order.*', enabled: true, batch: { events }, ...more }) as const;
    const [edited, off] = [waits('order.*', { batch: { events: 9 } }), waits('order.*', { batch: { events: 9 } })];
    tell('order.created');
    test.jobs.update(test.owner, edited, { triggers: [batch(5)] });
    test.jobs.update(test.owner, off, { triggers: [batch(9, { enabled: false })] });
    test.jobs.update(test.owner, off, { triggers: [batch(9)] });
    test.decide();
    expect(runsOf(edited).map(({ input }) => input)).toMatchObject([{ events: [{ type: 'order.created' }] }]);
    expect(runsOf(off)).toEqual([]);
  });

  it('tens of thousands that come close together start one run', () => {
    const id = waits('file.*', { debounceSeconds: 30 });
    const [trigger] = test.audit.read.select().from(triggers).where(eq(triggers.jobId, id)).all();
    test.audit.write('an event is told', ({ tx }) => {
      tx.run(sql`with recursive n (i) as (select 1 union all select i + 1 from n where i < 40000)
        insert into ${events} (id, type, source, payload, at, depth, visibility, matched_at)
        select printf('0199f0c2-0000-7000-8000-%012d', i), 'file.created', 't', '{}', ${test.clock.now()}, 0, 'private', 1 from n`);
      tx.run(sql`insert into ${collectedEvents} (trigger_id, event_id) select ${trigger?.id}, id from ${events}`);
      tx.update(triggers)
        .set({ dueAt: test.clock.now() })
        .where(eq(triggers.id, trigger?.id ?? ''))
        .run();
    });
    test.decide();
    expect(runsOf(id).map(({ covers }) => covers)).toEqual([40_000]);
    expect(test.decide()).toBe(0);
  });

  it('what happens to somebody starts nobody else’s jobs', async () => {
    const stranger = await test.addCaller('stranger@example.org');
    const id = waits('run.*');
    const own = waits('order.*');
    const ownerId = stranger.principal.userId;
    tell('run.failed', { ownerId });
    tell('order.created', { ownerId });
    tell('run.failed', { ownerId: null, visibility: 'shared' });
    expect([test.ledger(id), test.ledger(own)]).toEqual([['12:00:00 pending'], []]);
  });

  it('while paused each event leaves a row; while held none is asked, and the release decides', () => {
    const id = waits('order.*');
    test.jobs.pause(test.owner, id, { queued: 'keep' });
    tell('order.created');
    test.jobs.resume(test.owner, id);
    test.holding.hold(test.owner, { reason: 'moving' });
    const match = makeMatcher(test.scheduling);
    const started = test.audit.transact(test.owner.context, (transaction) => {
      transaction.record({ action: 'event.publish', resource: { type: 'event', id: 'e', name: 'order.created' } });
      const event = { ...{ type: 'order.created', source: 't', subject: null, payload: {}, depth: 0, runId: null } };
      const owned = { dedupeKey: null, ownerId: test.owner.principal.userId, visibility: 'private' as const };
      return match(transaction, publishInside(transaction, { ...event, ...owned }, test.clock.now()).row);
    });
    expect(started).toEqual([]);
    test.holding.release(test.owner, { made: 'catch-up' });
    test.decide();
    expect(test.ledger(id)).toEqual(['12:00:00 skipped paused', '12:00:00 pending']);
  });

  it('a job is run after another one: its end is an event', async () => {
    const first = test.addJob('first', test.agent);
    const id = waits('run.succeeded', { filter: `event.payload.jobId == "${first.id}"` });
    test.worker.start();
    const { run } = test.runs.start.startJob(test.owner, first.id, { ifBusy: 'queue' });
    (await test.sandbox.started(run.id)).end();
    await test.final(run.id);
    while (test.decide() > 0);
    expect(runsOf(id)).toHaveLength(1);
    await test.finishRuns();
  });
});

describe('a condition trigger', () => {
  it('fires on the rising edge once it has held long enough, again after it was false, and tells what failed', async () => {
    let diskFree: number | undefined = 10;
    const { id } = test.schedule(
      [{ kind: 'condition', expr: 'metric.diskFree < 5.0', enabled: true, everySeconds: 10, forSeconds: 20 }],
      { policy: allow },
    );
    const watch = makeConditionWatch({
      ...test.scheduling,
      logger: silentLogger,
      lookAround: async () => ({ values: { now: new Date(), metric: { diskFree } }, found: {} }),
    });
    watch.start();
    const look = async (value: number | undefined) => {
      diskFree = value;
      const before = dueAt(id);
      test.clock.advance(10_000);
      watch.poke();
      await test.until(() => dueAt(id) !== before);
    };
    for (const value of [10, 1, 1, 1, 1]) await look(value);
    expect(runsOf(id)).toHaveLength(1);
    for (const value of [10, 1, 1, 1]) await look(value);
    expect(runsOf(id)).toHaveLength(2);
    await look(undefined);
    expect(test.ledger(id).at(-1)).toContain('skipped condition-failed');
    watch.stop();
  });
});

function dueAt(jobId: string): number | null | undefined {
  return test.audit.read.select().from(triggers).where(eq(triggers.jobId, jobId)).get()?.dueAt;
}
