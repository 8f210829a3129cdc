import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy, type Misfire } from '#contract/policy.ts';
import { occurrences } from '../db/schema/jobs.ts';
import { claimRun } from '../runs/claim-run.ts';
import { everyMinute, openTestSchedule, type TestSchedule } from './open-test-schedule.ts';

let test: TestSchedule;
beforeEach(async () => {
  test = await openTestSchedule();
});
afterEach(() => test.close());

const minute = 60_000;
const misfire = (changes: Partial<Misfire>) => ({ policy: { misfire: { ...defaultPolicy.misfire, ...changes } } });

describe('D1, D2 instants that passed while nothing could fire', () => {
  it('run-once: the latest runs and covers the others, which say so', async () => {
    const { id } = test.schedule([everyMinute]);
    test.clock.advance(30 * minute + 10_000);
    test.decide('app-off');
    expect(test.ledger(id)).toEqual([
      ...Array.from({ length: 29 }, (_, index) => `12:${String(index + 1).padStart(2, '0')}:00 coalesced app-off`),
      '12:30:00 pending',
    ]);
    expect(test.runsOf(id)).toMatchObject([
      { originReason: 'catch-up', covers: 30, scheduledFor: Date.UTC(2026, 0, 15, 12, 30) },
    ]);
    await test.finishRuns();
    expect(test.ledger(id).at(-1)).toBe('12:30:00 ran');
  });

  it('skip: all are missed, with why nothing could fire; the one within the grace runs', async () => {
    const { id } = test.schedule([everyMinute], misfire({ policy: 'skip' }));
    test.clock.advance(5 * minute + 30_000);
    test.decide('asleep');
    expect(test.ledger(id)).toEqual([
      '12:01:00 missed asleep',
      '12:02:00 missed asleep',
      '12:03:00 missed asleep',
      '12:04:00 missed asleep',
      '12:05:00 pending',
    ]);
    await test.finishRuns();
  });

  it('run-all: the latest run one after another, oldest first, the rest are too late; none is skipped for the one before', async () => {
    const { id } = test.schedule([everyMinute], misfire({ policy: 'run-all', limit: 4 }));
    test.clock.advance(30 * minute);
    test.decide('asleep');
    const ledger = test.ledger(id);
    expect(ledger.filter((line) => line.endsWith('missed too-late'))).toHaveLength(26);
    expect(ledger.slice(-4)).toEqual(['12:27:00 pending', '12:28:00 pending', '12:29:00 pending', '12:30:00 pending']);
    const order: string[] = [];
    test.changes.listen(() => {
      for (const { scheduledFor, status } of test.runsOf(id)) {
        const at = new Date(scheduledFor ?? 0).toISOString().slice(14, 16);
        if (status === 'running' && order.at(-1) !== at) order.push(at);
      }
    });
    await test.finishRuns();
    expect(order.slice(-3)).toEqual(['28', '29', '30']);
    expect(test.runsOf(id).map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'succeeded'));
  });

  it('run-all: of several triggers oldest first', () => {
    const policy = {
      overlap: 'allow' as const,
      misfire: { ...defaultPolicy.misfire, policy: 'run-all' as const, limit: 2 },
    };
    const { id } = test.schedule(
      [
        { ...everyMinute, expr: 'PT2M' },
        { ...everyMinute, expr: 'PT3M' },
      ],
      { policy },
    );
    test.holding.hold(test.owner, { reason: 'so that they wait' });
    test.clock.advance(13 * minute + 1_000);
    test.decide('asleep');
    expect(
      test
        .runsOf(id)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .map(({ scheduledFor }) => new Date(scheduledFor ?? 0).getUTCMinutes()),
    ).toEqual([9, 10, 12, 12]);
  });

  it('two triggers catch up once, and each row names the run that did it; not where what they start differs', () => {
    const every = (minutes: number, more: object = {}) => ({ ...everyMinute, expr: `PT${minutes}M`, ...more });
    const once = test.schedule([every(2), every(3)]);
    const inputs = test.schedule([every(2, { input: { a: 1 } }), every(3)], { input: { a: 1 } });
    const environments = test.schedule([every(2, { environment: 'PROD' }), every(3)], { policy: { overlap: 'allow' } });
    test.holding.hold(test.owner, { reason: 'so that they wait' });
    test.clock.advance(11 * minute);
    test.decide('asleep');
    const at = (clock: string) => `made up by the run of 2026-01-15T12:${clock}:00.000Z`;
    expect(test.causes(once.id)).toEqual(new Set([at('10'), null]));
    expect(test.runsOf(inputs.id)).toHaveLength(1);
    expect(
      test
        .runsOf(environments.id)
        .map(({ environment }) => environment)
        .toSorted(),
    ).toEqual(['PROD', 'TEST']);
  });

  it('where no run is left nothing is said to be made up for', () => {
    const { id } = test.schedule([{ ...everyMinute, maxRuns: 1 }]);
    test.holding.hold(test.owner, { reason: 'so that it waits' });
    test.clock.advance(minute);
    test.decide();
    test.clock.advance(5 * minute);
    test.decide('asleep');
    expect(
      new Set(
        test
          .ledger(id)
          .slice(1)
          .map((line) => line.slice(9)),
      ),
    ).toEqual(new Set(['skipped max-runs']));
  });

  it('run-all: one after another also where runs of the job may go side by side', () => {
    const { id } = test.schedule([everyMinute], {
      policy: { overlap: 'allow', misfire: { ...defaultPolicy.misfire, policy: 'run-all', graceSeconds: 0, limit: 3 } },
    });
    test.holding.hold(test.owner, { reason: 'so that they wait' });
    test.clock.advance(10 * minute + 1_000);
    test.decide('asleep');
    const claim = () =>
      test.audit.write('a run is claimed', ({ tx }) =>
        claimRun(tx, {
          now: test.clock.now(),
          slots: 9,
          nonce: 'n',
          onBattery: false,
          only: test.runsOf(id).map((run) => run.id),
        }),
      );
    expect([claim()?.scheduledFor, claim()]).toEqual([Date.UTC(2026, 0, 15, 12, 8), undefined]);
    expect(new Set(test.runsOf(id).map(({ concurrencyKey }) => concurrencyKey)).size).toBe(1);
  });

  it('a catch-up waits for a live run instead of being skipped', async () => {
    const { id } = test.schedule([everyMinute]);
    const live = test.runs.start.startAgent(test.owner, test.agent.id, {});
    await test.sandbox.started(live.id);
    test.clock.advance(10 * minute);
    test.decide('asleep');
    expect(test.ledger(id).at(-1)).toBe('12:10:00 pending');
    await test.finishRuns();
    expect(test.ledger(id).at(-1)).toBe('12:10:00 ran');
  });

  it('late by up to the grace is on time', async () => {
    const { id } = test.schedule([everyMinute]);
    test.clock.advance(minute + 60_000 - 1);
    test.decide('asleep');
    expect(test.runsOf(id)).toMatchObject([{ originReason: 'schedule', covers: null }]);
    await test.finishRuns();
  });

  it('thousands leave one range row with a count', async () => {
    const { id } = test.schedule([{ ...everyMinute, expr: 'PT1S' }], misfire({ policy: 'skip' }));
    test.clock.advance(2 * 3_600_000);
    test.decide('app-off');
    const ledger = test.ledger(id);
    expect(ledger[0]).toMatch(/^12:00:01 missed app-off ×71\d\d$/);
    const [range] = test.audit.read.select().from(occurrences).where(eq(occurrences.outcome, 'missed')).all();
    expect(range?.until).toBe((range?.scheduledFor ?? 0) + ((range?.count ?? 0) - 1) * 1_000);
    await test.finishRuns();
  });

  it('two triggers of one job catch up once, unless they bring different inputs', async () => {
    const same = test.schedule([everyMinute, { ...everyMinute, expr: 'PT7M' }]);
    const other = test.schedule([everyMinute, { ...everyMinute, expr: 'PT7M', input: { other: true } }]);
    test.clock.advance(20 * minute);
    test.decide('app-off');
    expect([test.runsOf(same.id).length, test.runsOf(other.id).length]).toEqual([1, 2]);
    await test.finishRuns();
  });
});
