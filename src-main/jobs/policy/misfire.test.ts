import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPolicy, type Misfire } from '#contract/policy.ts';
import { seriesOf } from '../trigger/trigger-series.ts';
import type { TriggerTimes } from '../trigger/trigger-times.ts';
import { foldCatchUps } from './fold-catch-ups.ts';
import { type MisfireDecision, type MisfireQuestion, planMisfire } from './misfire.ts';

const minutely = trigger('cron', '* * * * *');
const at = (text: string) => Date.parse(`2026-05-04T${text}Z`);

function trigger(kind: TriggerTimes['kind'], expr: string, more: Partial<TriggerTimes> = {}): TriggerTimes {
  return {
    kind,
    expr,
    timezone: 'Europe/Berlin',
    startAt: null,
    endAt: null,
    createdAt: 0,
    seed: 1,
    jitterSeconds: 0,
    exclusions: null,
    ...more,
  };
}

function plan(times: TriggerTimes, from: number, nowAt: number, misfire: Partial<Misfire> = {}): MisfireDecision[] {
  const question: MisfireQuestion = {
    misfire: { ...defaultPolicy.misfire, ...misfire },
    series: seriesOf(times),
    decidedUntilAt: from,
    nowAt,
    absence: 'app-off',
  };
  return planMisfire(question);
}

function tally(decisions: readonly MisfireDecision[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const decision of decisions) {
    const name = decision.outcome === 'missed' ? `missed: ${decision.reason}` : decision.outcome;
    counts[name] = (counts[name] ?? 0) + ('count' in decision ? decision.count : 1);
  }
  return counts;
}

describe('D1 off over due times', () => {
  it('after 30 minutes of a job that runs every minute, one run catches up for all', () => {
    const decisions = plan(minutely, at('10:00:30'), at('10:30:30'));
    expect(tally(decisions)).toEqual({ coalesced: 29, pending: 1 });
    expect(decisions.at(-1)).toEqual({ outcome: 'pending', at: at('10:30'), isCatchUp: true, covers: 30 });
    expect(decisions[0]).toEqual({
      outcome: 'coalesced',
      at: at('10:01'),
      untilAt: at('10:01'),
      count: 1,
      reason: 'app-off',
      into: at('10:30'),
    });
  });
});

describe('D2 policy choice', () => {
  const [from, nowAt] = [at('10:00:30'), at('10:30:30')];

  it('skip: everything late is missed with the reason; what is within the grace is on time', () => {
    expect(tally(plan(minutely, from, nowAt, { policy: 'skip' }))).toEqual({ 'missed: app-off': 29, pending: 1 });
    expect(tally(plan(minutely, from, nowAt, { policy: 'skip', graceSeconds: 0 }))).toEqual({ 'missed: app-off': 30 });
  });

  it('run-all: the latest `limit`, oldest first, the rest too late', () => {
    const decisions = plan(minutely, from, nowAt, { policy: 'run-all', limit: 10 });
    expect(tally(decisions)).toEqual({ 'missed: too-late': 20, pending: 10 });
    const pending = decisions.filter((decision) => decision.outcome === 'pending');
    expect(pending.map((decision) => decision.at)).toEqual(
      Array.from({ length: 10 }, (_, index) => at('10:21') + index * 60_000),
    );
    expect(pending.map(({ isCatchUp }) => isCatchUp)).toEqual([...Array(9).fill(true), false]);
    expect(tally(plan(minutely, from, nowAt, { policy: 'run-all', limit: 100 }))).toEqual({ pending: 30 });
  });
});

describe('the grace', () => {
  it('late by up to the grace is on time under every policy', () => {
    for (const policy of ['run-once', 'skip', 'run-all'] as const) {
      expect(plan(minutely, at('10:00:30'), at('10:02'), { policy })).toEqual([
        { outcome: 'pending', at: at('10:01'), isCatchUp: false, covers: 1 },
        { outcome: 'pending', at: at('10:02'), isCatchUp: false, covers: 1 },
      ]);
    }
  });

  it('holds also when the window is shorter', () => {
    const decisions = plan(minutely, at('10:00:30'), at('10:30:30'), { windowHours: 0 });
    expect(tally(decisions)).toEqual({ 'missed: too-late': 29, pending: 1 });
  });
});

describe('the window', () => {
  const daily = trigger('cron', '0 8 * * *', { timezone: 'UTC' });

  it('what lies outside is too late, the rest coalesces', () => {
    const decisions = plan(daily, at('07:00') - 5 * 86_400_000, at('09:00'), { windowHours: 48 });
    expect(tally(decisions)).toEqual({ 'missed: too-late': 4, coalesced: 1, pending: 1 });
    expect(decisions.at(-1)).toMatchObject({ covers: 2 });
  });

  it('is by default 24 hours, or one period where that is longer', () => {
    expect(tally(plan(daily, at('07:00') - 5 * 86_400_000, at('07:00')))).toEqual({
      'missed: too-late': 4,
      pending: 1,
    });
    const yearly = trigger('cron', '0 8 1 1 *', { timezone: 'UTC' });
    expect(tally(plan(yearly, at('07:00') - 3 * 366 * 86_400_000, at('07:00')))).toEqual({
      'missed: too-late': 2,
      pending: 1,
    });
    const ended = trigger('cron', '0 8 * * MON', { timezone: 'UTC', endAt: at('00:00') - 86_400_000 });
    expect(tally(plan(ended, at('00:00') - 20 * 86_400_000, at('07:00')))).toEqual({
      'missed: too-late': 1,
      pending: 1,
    });
  });

  it('a single moment that passed longer ago than the window is too late', () => {
    const single = trigger('once', '2026-05-02T08:00');
    expect(tally(plan(single, 0, at('07:00')))).toEqual({ 'missed: too-late': 1 });
    expect(tally(plan(single, 0, at('07:00'), { windowHours: 72 }))).toEqual({ pending: 1 });
  });

  it('does not matter to skip', () => {
    expect(tally(plan(daily, at('07:00') - 5 * 86_400_000, at('07:00'), { policy: 'skip' }))).toEqual({
      'missed: app-off': 5,
    });
  });
});

describe('nothing to decide', () => {
  it('when no instant passed, or the clock jumped back', () => {
    expect(plan(minutely, at('10:00:10'), at('10:00:50'))).toEqual([]);
    expect(plan(minutely, at('10:00:10'), at('09:00:00'))).toEqual([]);
  });
});

describe('long absences', () => {
  const week = 7 * 86_400_000;

  it.each([
    trigger('cron', '* * * * * *'),
    trigger('cron', '*/2 * * * * MON-FRI'),
    trigger('interval', 'PT1S', { createdAt: at('10:00') - 30 * 86_400_000 }),
  ])('a week of $expr leaves a handful of rows that add up', (times) => {
    for (const policy of ['run-once', 'skip', 'run-all'] as const) {
      const startedAt = performance.now();
      const decisions = plan(times, at('10:00') - week, at('10:00'), { policy });
      const tookMs = performance.now() - startedAt;
      console.log(`${times.expr} off for a week, ${policy}: ${decisions.length} rows in ${tookMs.toFixed(1)} ms`);
      expect(decisions.length).toBeLessThan(80);
      const total = Object.values(tally(decisions)).reduce((sum, count) => sum + count, 0);
      expect(total).toBe(seriesOf(times).count(at('10:00') - week, at('10:00')));
    }
  });

  it('up to 1,000 like rows stay single, more become one range', () => {
    expect(plan(minutely, at('10:00') - 1_001 * 60_000, at('10:00'))).toHaveLength(1_001);
    expect(plan(minutely, at('10:00') - 1_002 * 60_000, at('10:00'))).toEqual([
      {
        outcome: 'coalesced',
        at: at('10:00') - 1_001 * 60_000,
        untilAt: at('09:59'),
        count: 1_001,
        reason: 'app-off',
        into: at('10:00'),
      },
      { outcome: 'pending', at: at('10:00'), isCatchUp: true, covers: 1_002 },
    ]);
  });
});

it('the counts always add up, every instant is decided once, in order', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(
        minutely,
        trigger('cron', '*/10 2 * * *'),
        trigger('interval', 'PT7M'),
        trigger('cron', '30 * * * MON'),
      ),
      fc.integer({ min: 0, max: 40 * 86_400_000 }),
      fc.record({
        policy: fc.constantFrom('run-once' as const, 'skip' as const, 'run-all' as const),
        graceSeconds: fc.integer({ min: 0, max: 7_200 }),
        limit: fc.integer({ min: 1, max: 30 }),
      }),
      fc.option(fc.integer({ min: 0, max: 200 })),
      (times, awayMs, misfire, windowHours) => {
        const nowAt = Date.parse('2026-04-10T03:21:07Z');
        const decisions = plan(times, nowAt - awayMs, nowAt, {
          ...misfire,
          ...(windowHours === null ? {} : { windowHours }),
        });
        const total = decisions.reduce((sum, decision) => sum + ('count' in decision ? decision.count : 1), 0);
        expect(total).toBe(seriesOf(times).count(nowAt - awayMs, nowAt));
        expect(decisions.map((decision) => decision.at)).toEqual(
          decisions.map((decision) => decision.at).toSorted((a, b) => a - b),
        );
        const covered = decisions.reduce(
          (sum, decision) => sum + (decision.outcome === 'pending' ? decision.covers : 0),
          0,
        );
        const missed = decisions.reduce(
          (sum, decision) => sum + (decision.outcome === 'missed' ? decision.count : 0),
          0,
        );
        expect(covered + missed).toBe(total);
      },
    ),
  );
});

describe('several triggers of one job', () => {
  const hourly = {
    triggerId: 'hourly',
    input: { a: 1 },
    decisions: plan(trigger('cron', '0 * * * *'), at('04:30'), at('09:30')),
  };
  const half = {
    triggerId: 'half',
    input: { a: 1 },
    decisions: plan(trigger('cron', '20 * * * *'), at('04:30'), at('09:30')),
  };

  it('catch up once, with the latest, when their inputs are equal', () => {
    const [folded, winner] = foldCatchUps([hourly, half], 'asleep');
    expect(winner?.decisions.at(-1)).toEqual({ outcome: 'pending', at: at('09:20'), isCatchUp: true, covers: 10 });
    expect(folded?.decisions.at(-1)).toEqual({
      outcome: 'coalesced',
      at: at('09:00'),
      untilAt: at('09:00'),
      count: 1,
      reason: 'asleep',
      into: at('09:20'),
      intoTriggerId: 'half',
    });
  });

  it('catch up each when their inputs differ', () => {
    const other = { ...half, input: { a: 2 } };
    expect(foldCatchUps([hourly, other], 'asleep')).toEqual(
      [hourly, other].map(({ triggerId, decisions }) => ({ triggerId, decisions })),
    );
  });
});
