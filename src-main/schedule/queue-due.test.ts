import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { occurrences, triggers } from '../db/schema/jobs.ts';
import { SandboxError } from '../sandbox/sandbox.ts';
import { everyMinute, openTestSchedule, type TestSchedule } from './open-test-schedule.ts';

let test: TestSchedule;
beforeEach(async () => {
  test = await openTestSchedule();
});
afterEach(() => test.close());

const minute = 60_000;

describe('an instant that is due', () => {
  it('is decided once: a row in the ledger, a run, and the next instant', async () => {
    const { id } = test.schedule([{ ...everyMinute, input: { from: 'trigger' } }], { input: { from: 'job' } });
    expect(test.decide()).toBe(0);
    test.clock.advance(minute);
    expect([test.decide(), test.decide()]).toEqual([1, 0]);
    expect(test.ledger(id)).toEqual(['12:01:00 pending']);
    const [run] = test.runsOf(id);
    expect(run).toMatchObject({
      originReason: 'schedule',
      scheduledFor: test.clock.now(),
      input: { from: 'trigger' },
      timezone: 'UTC',
      requestedBy: null,
    });
    expect(test.job(id)).toMatchObject({ state: 'active', nextAt: '2026-01-15T12:02:00.000Z' });
    const box = await test.sandbox.started(run?.id ?? '');
    expect(test.ledger(id)).toEqual(['12:01:00 ran']);
    expect(box.spec.env).toMatchObject({ AUTOMA_REASON: 'schedule', AUTOMA_SCHEDULED_FOR: '2026-01-15T12:01:00.000Z' });
    await test.finishRuns();
  });

  it('D10 is skipped while a run of the agent is live, and the ledger names that run', async () => {
    const { id } = test.schedule([everyMinute]);
    test.clock.advance(minute);
    test.decide();
    const [first] = test.runsOf(id);
    await test.sandbox.started(first?.id ?? '');
    for (let times = 0; times < 2; times++) {
      test.clock.advance(minute);
      test.decide();
    }
    expect(test.ledger(id)).toEqual(['12:01:00 ran', '12:02:00 skipped overlap', '12:03:00 skipped overlap']);
    const [row] = test.audit.read.select().from(occurrences).where(eq(occurrences.outcome, 'skipped')).limit(1).all();
    expect(row?.cause).toBe(`run ${first?.id} was still going on`);
    await test.finishRuns();
    test.clock.advance(minute);
    test.decide();
    expect(test.runsOf(id)).toHaveLength(2);
    await test.finishRuns();
  });

  it('of an agent that cannot run is skipped with the reason, and the next one fires when it can', async () => {
    const { id } = test.schedule([everyMinute]);
    test.agents.update(test.owner, test.agent.id, { isActive: false });
    test.clock.advance(minute);
    test.decide();
    test.agents.update(test.owner, test.agent.id, { isActive: true });
    test.clock.advance(minute);
    test.decide();
    expect(test.ledger(id)).toEqual(['12:01:00 skipped not-runnable', '12:02:00 pending']);
    await test.finishRuns();
  });

  it('whose run is cancelled before it starts is cancelled in the ledger, with the reason', async () => {
    const blocker = test.runs.start.startAgent(test.owner, (await test.addAgent('other')).id, {});
    const second = test.runs.start.startAgent(test.owner, (await test.addAgent('another')).id, {});
    await Promise.all([test.sandbox.started(blocker.id), test.sandbox.started(second.id)]); // both slots
    const { id } = test.schedule([everyMinute]);
    test.clock.advance(minute);
    test.decide();
    test.runs.cancel(test.owner, { id: test.runsOf(id)[0]?.id ?? '' });
    expect(test.ledger(id)).toEqual(['12:01:00 cancelled cancelled']);
    await test.finishRuns();
  });
});

describe('D4, D5 a wall clock that jumps', () => {
  it('forward is a misfire, not a storm', async () => {
    const { id } = test.schedule([everyMinute]);
    test.clock.jump(3_600_000);
    test.decide('asleep');
    expect(test.runsOf(id)).toHaveLength(1);
    await test.finishRuns();
  });

  it('back fires nothing twice, and goes on when the clock is where it was', async () => {
    const { id } = test.schedule([everyMinute, { kind: 'cron', expr: '* * * * *', enabled: true }]);
    for (let times = 0; times < 5; times++) {
      test.clock.advance(minute);
      test.decide();
      await test.finishRuns();
    }
    const before = test.runsOf(id).length;
    test.clock.jump(-2 * 3_600_000);
    for (let times = 0; times < 121; times++) {
      test.clock.advance(minute);
      test.decide();
      await test.finishRuns();
    }
    const rows = test.audit.read.select().from(occurrences).where(eq(occurrences.jobId, id)).all();
    expect(new Set(rows.map(({ triggerId, scheduledFor }) => `${triggerId} ${scheduledFor}`)).size).toBe(rows.length);
    expect(test.runsOf(id).length).toBe(before + 1);
  });

  it('back together with an edit still fires nothing twice: the ledger knows', async () => {
    const { id } = test.schedule([{ kind: 'cron', expr: '* * * * *', enabled: true }]);
    test.clock.advance(minute);
    test.decide();
    await test.finishRuns();
    test.clock.jump(-90_000);
    test.audit.write('a run moves on', ({ tx }) =>
      tx
        .update(triggers)
        .set({ nextAt: Date.UTC(2026, 0, 15, 12, 1) })
        .where(eq(triggers.jobId, id))
        .run(),
    );
    test.clock.advance(90_000);
    test.decide();
    expect(test.runsOf(id)).toHaveLength(1);
  });
});

describe('the end of a schedule', () => {
  it('once fires once, and the job is completed', async () => {
    const { id } = test.schedule([{ kind: 'once', expr: '2026-01-15T13:00', timezone: 'UTC', enabled: true }]);
    test.clock.advance(3_600_000);
    test.decide();
    expect(test.job(id)).toMatchObject({ state: 'completed', nextAt: null });
    await test.finishRuns();
    expect(test.ledger(id)).toEqual(['13:00:00 ran']);
  });

  it('endAt is the last moment', async () => {
    const { id } = test.schedule([{ ...everyMinute, endAt: '2026-01-15T12:02:00.000Z' }]);
    for (let times = 0; times < 4; times++) {
      test.clock.advance(minute);
      test.decide();
      await test.finishRuns();
    }
    expect(test.ledger(id)).toEqual(['12:01:00 ran', '12:02:00 ran']);
    expect(test.job(id).state).toBe('completed');
  });

  it('maxRuns counts occurrences that ran, not those that were skipped, and is never exceeded', async () => {
    const { id } = test.schedule([{ ...everyMinute, maxRuns: 2 }]);
    const blocker = test.runs.start.startAgent(test.owner, test.agent.id, {});
    await test.sandbox.started(blocker.id);
    test.clock.advance(minute);
    test.decide();
    await test.finishRuns();
    for (let times = 0; times < 4; times++) {
      test.clock.advance(minute);
      test.decide();
      await test.finishRuns();
    }
    expect(test.ledger(id)).toEqual(['12:01:00 skipped overlap', '12:02:00 ran', '12:03:00 ran']);
    expect(test.job(id)).toMatchObject({ state: 'completed', nextAt: null });
    const [trigger] = test.audit.read.select().from(triggers).where(eq(triggers.jobId, id)).all();
    expect(trigger).toMatchObject({ runsMade: 2, nextAt: null });
  });

  it('a run whose script was never let go has not run: it does not count, and the job is not over', async () => {
    const { id } = test.schedule([{ ...everyMinute, maxRuns: 1 }]);
    test.clock.advance(minute);
    test.sandbox.failLetGo(new SandboxError('unavailable', 'the engine went away'));
    test.decide();
    await test.until(() => test.runsOf(id)[0]?.reason === 'the engine went away');
    expect(test.ledger(id)).toEqual(['12:01:00 pending']);
    expect(test.runsOf(id)).toMatchObject([{ status: 'queued', attempt: 0, startedAt: null }]);
    expect(test.job(id)).toMatchObject({ state: 'active', nextAt: '2026-01-15T12:02:00.000Z' });
    test.advance(5_000);
    await test.finishRuns();
    expect(test.ledger(id)).toEqual(['12:01:00 ran']);
    expect(test.job(id)).toMatchObject({ state: 'completed', nextAt: null });
  });

  it('what comes due while the last run of maxRuns waits is skipped, and says so', () => {
    const { id } = test.schedule([{ ...everyMinute, maxRuns: 1 }], { policy: { overlap: 'allow' } });
    test.holding.hold(test.owner, { reason: 'so that it waits' });
    for (let times = 0; times < 2; times++) {
      test.clock.advance(minute);
      test.decide();
    }
    expect(test.ledger(id)).toEqual(['12:01:00 pending', '12:02:00 skipped max-runs']);
  });

  it('a job of which one trigger can still fire is not completed', async () => {
    const { id } = test.schedule([
      { kind: 'once', expr: '2026-01-15T12:01', timezone: 'UTC', enabled: true },
      { ...everyMinute, expr: 'PT1H' },
    ]);
    test.clock.advance(minute);
    test.decide();
    expect(test.job(id)).toMatchObject({ state: 'active', nextAt: '2026-01-15T13:00:00.000Z' });
    await test.finishRuns();
  });
});

describe('pausing, ending and editing', () => {
  it('what a pause swallowed is not made up; resume fires from then on', async () => {
    const { id } = test.schedule([everyMinute]);
    test.jobs.pause(test.owner, id, { queued: 'keep' });
    expect(test.job(id)).toMatchObject({ state: 'paused', nextAt: null });
    test.clock.advance(minute);
    test.decide();
    test.clock.advance(2 * minute + 1);
    test.jobs.resume(test.owner, id); // before the ticker has looked
    test.decide();
    expect(test.ledger(id)).toEqual(['12:01:00 skipped paused', '12:02:00 skipped paused', '12:03:00 skipped paused']);
    expect(test.causes(id)).toEqual(new Set([`paused by ${test.owner.context.actor.name}`]));
    expect(test.runsOf(id)).toEqual([]);
    expect(test.job(id)).toMatchObject({ state: 'active', nextAt: '2026-01-15T12:04:00.000Z' });
  });

  it('a cancelled job fires no more', () => {
    const { id } = test.schedule([everyMinute]);
    test.jobs.cancel(test.owner, id, { runs: 'finish' });
    test.clock.advance(minute);
    test.decide();
    expect(test.ledger(id)).toEqual([]);
    expect(test.job(id)).toMatchObject({ state: 'cancelled', nextAt: null });
  });

  it('an edit while an instant is due does not swallow it', async () => {
    const { id } = test.schedule([everyMinute]);
    test.clock.advance(minute);
    test.jobs.update(test.owner, id, { description: 'edited in the same second' });
    test.decide();
    expect(test.ledger(id)).toEqual(['12:01:00 pending']);
    await test.finishRuns();
  });

  it('what is queued keeps the snapshot it was queued with', async () => {
    const { id } = test.schedule([everyMinute], { input: { n: 1 } });
    const blocker = test.runs.start.startAgent(test.owner, test.agent.id, {});
    await test.sandbox.started(blocker.id);
    test.clock.advance(10 * minute);
    test.decide(); // a catch-up, which waits
    test.jobs.update(test.owner, id, { input: { n: 2 }, policy: { timeoutSeconds: 7 } });
    expect(test.runsOf(id)).toMatchObject([{ input: { n: 1 }, timeoutSeconds: 300 }]);
    await test.finishRuns();
  });
});

describe('D15 two hundred jobs due in the same minute', () => {
  it('are all admitted at once, ordered by priority and then by the time they were due; the slots hold', async () => {
    const agents = await Promise.all(Array.from({ length: 200 }, (_, index) => test.addAgent(`agent ${index}`)));
    for (const [index, agent] of agents.entries())
      test.addJob(`burst ${index}`, agent, { triggers: [everyMinute], policy: { priority: 1 + (index % 9) } });
    test.clock.advance(minute);
    const began = performance.now();
    while (test.decide() > 0);
    expect(performance.now() - began).toBeLessThan(5_000);
    const begun: number[] = [];
    let live = 0;
    let mostLive = 0;
    let over = 0;
    test.changes.listen((news) => {
      for (const id of new Set(news.filter(({ topic }) => topic === 'runs').map((change) => change.id))) {
        if (id === null) continue;
        const { status, priority } = test.row(id);
        if (status === 'starting') begun.push(priority);
        live += status === 'starting' ? 1 : status === 'succeeded' ? -1 : 0;
        mostLive = Math.max(mostLive, live);
        if (status === 'running') void test.sandbox.started(id).then((box) => box.end());
        if (status === 'succeeded') over++;
      }
    });
    await test.until(() => over === 200);
    expect(mostLive).toBe(2);
    expect(begun).toEqual(Array.from({ length: 200 }, (_, index) => 1 + (index % 9)).toSorted((a, b) => a - b));
  }, 60_000);
});
