import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TriggerInput } from '#contract/triggers.ts';
import { publishInside } from '../events/event-store.ts';
import { everyMinute, openTestSchedule, type TestSchedule } from './open-test-schedule.ts';

let test: TestSchedule;
beforeEach(async () => {
  test = await openTestSchedule({ isIdle: true });
});
afterEach(() => test.close());

const goTo = (instant: string) => test.clock.advance(Date.parse(instant) - test.clock.now());
const edits: Record<string, (id: string) => unknown> = {
  edited: (id) => {
    const trigger = test.job(id).triggers[0];
    return test.jobs.update(test.owner, id, { triggers: [{ ...everyMinute, id: trigger?.id, expr: 'PT1H' }] });
  },
  'switched off': (id) => test.jobs.update(test.owner, id, { triggers: [{ ...everyMinute, enabled: false }] }),
  'taken away': (id) => test.jobs.update(test.owner, id, { triggers: [] }),
};

describe('what came due in a hold', () => {
  it.each(Object.entries(edits))('has its row when its trigger is %s before the release', (how, edit) => {
    const { id } = test.schedule([everyMinute]);
    test.holding.hold(test.owner, { reason: 'looking' });
    test.clock.advance(150_000);
    edit(id);
    test.holding.release(test.owner, { made: 'catch-up' });
    test.decideAll();
    expect(test.ledger(id)).toEqual(['12:01:00 cancelled trigger-gone', '12:02:00 cancelled trigger-gone']);
    expect(test.rows(id)[0]?.cause).toBe(`its trigger was ${how} by ${test.owner.context.actor.name}`);
  });

  it('has its row when the job is cancelled or deleted, and what a pause let pass stays the pause’s', () => {
    const { id: cancelled } = test.schedule([everyMinute]);
    const { id: deleted } = test.schedule([everyMinute]);
    const { id: paused } = test.schedule([everyMinute]);
    test.holding.hold(test.owner, { reason: 'looking' });
    test.jobs.pause(test.owner, paused, { queued: 'keep' });
    test.clock.advance(60_000);
    test.jobs.cancel(test.owner, cancelled, { runs: 'finish' });
    test.jobs.cancel(test.owner, paused, { runs: 'finish' });
    test.jobs.remove(test.owner, deleted);
    expect([cancelled, deleted].map((id) => test.ledger(id))).toEqual([
      ['12:01:00 cancelled job-cancelled'],
      ['12:01:00 cancelled job-cancelled'],
    ]);
    expect(test.ledger(paused)).toEqual(['12:01:00 skipped paused']);
  });

  it('thousands leave one range row', () => {
    const { id } = test.schedule([{ ...everyMinute, expr: 'PT1S' }]);
    test.holding.hold(test.owner, { reason: 'looking' });
    test.clock.advance(5_000_000);
    edits.edited?.(id);
    expect(test.ledger(id)).toEqual(['12:00:01 cancelled trigger-gone ×5000']);
  });

  it('an edit that leaves the trigger as it is leaves it to be decided', () => {
    const { id } = test.schedule([everyMinute]);
    test.holding.hold(test.owner, { reason: 'looking' });
    test.clock.advance(60_000);
    test.jobs.update(test.owner, id, { triggers: [{ ...everyMinute, name: 'renamed' }] });
    test.holding.release(test.owner, { made: 'catch-up' });
    test.decideAll();
    expect(test.ledger(id)).toEqual(['12:01:00 pending']);
  });
});

describe('what was told in a hold', () => {
  const orders: TriggerInput = { kind: 'event', expr: 'order.*', filter: 'event.payload.total > 5', enabled: true };
  const tell = (type: string, total: number) =>
    test.audit.write('an event is told', (transaction) =>
      publishInside(
        transaction,
        {
          ...{ type, source: 'test', subject: null, payload: { total }, depth: 0, runId: null, dedupeKey: null },
          ...{ ownerId: test.owner.principal.userId, visibility: 'private' },
        },
        test.clock.now(),
      ),
    );

  it('has its row where the trigger waited for it and does not any more', () => {
    const ids = [1, 2, 3].map(() => test.schedule([orders]).id);
    const [cancelled = '', edited = '', narrowed = ''] = ids;
    test.holding.hold(test.owner, { reason: 'looking' });
    test.clock.advance(1_000);
    tell('order.created', 6);
    tell('order.created', 5);
    tell('invoice.created', 6);
    test.clock.advance(1_000);
    test.jobs.cancel(test.owner, cancelled, { runs: 'finish' });
    for (const [id, change] of [[edited, { expr: 'bill.*' }] as const, [narrowed, { debounceSeconds: 5 }] as const]) {
      const trigger = test.job(id).triggers[0];
      test.jobs.update(test.owner, id, { triggers: [{ ...orders, id: trigger?.id, ...change }] });
    }
    expect(ids.map((id) => test.ledger(id))).toEqual([
      ['12:00:01 cancelled job-cancelled'],
      ['12:00:01 cancelled trigger-gone'],
      [], // it is asked when the hold is over
    ]);
    test.holding.release(test.owner, { made: 'catch-up' });
    test.decideAll();
    test.clock.advance(5_000);
    test.decideAll();
    expect(test.ledger(narrowed)).toEqual(['12:00:01 pending']);
    expect([cancelled, edited].map((id) => test.ledger(id).length)).toEqual([1, 1]);
  });

  it('is not for a trigger that was made afterwards', () => {
    test.holding.hold(test.owner, { reason: 'looking' });
    tell('order.created', 6);
    test.clock.advance(1_000);
    const { id } = test.schedule([orders]);
    test.holding.release(test.owner, { made: 'catch-up' });
    test.decideAll();
    expect(test.ledger(id)).toEqual([]);
  });
});

describe('what is still on its way', () => {
  const daily: TriggerInput = { kind: 'cron', expr: '0 8 * * *', timezone: 'UTC', enabled: true };
  const weekend = { dates: [], weekdays: ['SAT' as const, 'SUN' as const], policy: 'next-working-day' as const };

  it('by jitter has its row, unless it comes all the same', () => {
    const { id } = test.schedule([{ ...daily, jitterSeconds: 86_400 }]);
    const { nextAt } = test.job(id);
    expect(Date.parse(nextAt ?? '')).toBeGreaterThan(Date.parse('2026-01-16T09:00:00Z'));
    goTo('2026-01-16T08:30:00Z');
    test.jobs.update(test.owner, id, { triggers: [{ ...daily, jitterSeconds: 86_400, maxRuns: 5 }] });
    expect(test.ledger(id, 16)).toEqual([]);
    test.jobs.update(test.owner, id, { triggers: [daily] });
    expect(test.ledger(id, 16)).toEqual(['2026-01-16T08:00 cancelled trigger-gone']);
  });

  it('from an excluded day has its row, each of them; where they come later still, none', () => {
    const { id } = test.schedule([{ ...daily, exclusions: weekend }]);
    const { id: other } = test.schedule([{ ...daily, exclusions: weekend }]);
    goTo('2026-01-16T08:00:00Z'); // a Friday
    test.decideAll();
    goTo('2026-01-18T12:00:00Z');
    test.decideAll();
    const monday = { ...weekend, dates: ['2026-01-19'] };
    test.jobs.update(test.owner, other, { triggers: [{ ...daily, exclusions: monday }] });
    expect(test.ledger(other, 16).slice(1)).toEqual([]);
    test.jobs.cancel(test.owner, id, { runs: 'finish' });
    expect(test.ledger(id, 16).slice(1)).toEqual([
      '2026-01-17T08:00 cancelled job-cancelled',
      '2026-01-18T08:00 cancelled job-cancelled',
    ]);
  });
});

/** A job that is edited, held and released at any moment: of every instant of its trigger the ledger knows once. */
describe('whatever is done to a trigger', () => {
  const hour = 3_600_000;
  const weekend = { dates: [], weekdays: ['SAT' as const, 'SUN' as const] };
  const exclusions = [
    null,
    { ...weekend, policy: 'skip' as const },
    { ...weekend, policy: 'next-working-day' as const },
  ];
  const act = fc.oneof(
    fc.record({ kind: fc.constant('edit' as const), offset: fc.nat({ max: 1 }) }),
    fc.record({ kind: fc.constant('jitter' as const), seconds: fc.constantFrom(0, 600, 20_000) }),
    fc.record({ kind: fc.constant('exclude' as const), which: fc.nat({ max: 2 }) }),
    fc.record({ kind: fc.constant('switch' as const) }),
    fc.record({ kind: fc.constant('hold' as const), made: fc.constantFrom('skip' as const, 'catch-up' as const) }),
  );
  const acts = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 * 60 }), act), { minLength: 3, maxLength: 12 });

  it('each of its instants has one row', () => {
    fc.assert(
      fc.property(acts, (story) => {
        let trigger: TriggerInput = { kind: 'cron', expr: '0 0-23/6 * * *', timezone: 'UTC', enabled: true };
        const { id } = test.schedule([trigger], { policy: { overlap: 'allow' } });
        const triggerId = test.job(id).triggers[0]?.id;
        const expected = new Set<number>();
        let offset = 0;
        const pass = (ms: number) => {
          const from = test.clock.now();
          test.clock.advance(ms);
          if (trigger.enabled)
            for (let at = Math.ceil(from / hour) * hour; at <= test.clock.now(); at += hour)
              if (at > from && (at / hour - offset) % 6 === 0) expected.add(at);
          if (test.holding.current() === null) test.decideAll();
        };
        for (const [minutes, step] of story) {
          pass(minutes * 60_000);
          if (step.kind === 'hold') {
            if (test.holding.current() === null) test.holding.hold(test.owner, { reason: 'looking' });
            else test.holding.release(test.owner, step);
            if (test.holding.current() === null) test.decideAll();
            continue;
          }
          if (step.kind === 'edit') offset = step.offset;
          trigger = {
            ...trigger,
            expr: offset === 0 ? '0 0-23/6 * * *' : '0 1-23/6 * * *',
            ...(step.kind === 'jitter' ? { jitterSeconds: step.seconds } : {}),
            ...(step.kind === 'exclude' ? { exclusions: exclusions[step.which] } : {}),
            ...(step.kind === 'switch' ? { enabled: !trigger.enabled } : {}),
          };
          test.jobs.update(test.owner, id, { triggers: [{ ...trigger, id: triggerId }] });
        }
        test.holding.release(test.owner, { made: 'catch-up' });
        test.decideAll();
        for (let days = 0; days < 5; days++) {
          test.clock.advance(24 * hour);
          test.decideAll();
        }
        const rows = test
          .rows(id)
          .flatMap(({ scheduledFor, count }) => Array.from({ length: count ?? 1 }, () => scheduledFor));
        for (const at of expected)
          expect(rows.filter((each) => each === at).length, new Date(at).toISOString()).toBe(1);
        test.jobs.remove(test.owner, id);
      }),
      { numRuns: 60 },
    );
  });
});
