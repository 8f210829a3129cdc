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

describe('leaving out', () => {
  it('snooze: what falls due until then is skipped, with by whom', () => {
    const id = test.minutely({ overlap: 'allow' });
    test.jobs.snooze(test.owner, id, { seconds: 150 });
    expect(test.job(id)).toMatchObject({
      snoozedUntil: '2026-01-15T12:02:30.000Z',
      nextAt: '2026-01-15T12:03:00.000Z',
    });
    test.tick(3);
    expect(test.ledger(id)).toEqual(['12:01:00 skipped snoozed', '12:02:00 skipped snoozed', '12:03:00 pending']);
  });

  it('skip-next: the next instant and that alone; asked twice, the next two', () => {
    const id = test.minutely({ overlap: 'allow' });
    expect(test.jobs.skipNext(test.owner, id).nextAt).toBe('2026-01-15T12:02:00.000Z');
    test.tick(2);
    test.jobs.skipNext(test.owner, id);
    test.jobs.skipNext(test.owner, id);
    test.tick(3);
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
    const skip = test.minutely({}, { ...daily, exclusions: { dates: ['2026-01-16'], weekdays: ['SAT', 'SUN'] } });
    const move = test.minutely(
      { concurrencyKey: 'other' },
      {
        kind: 'cron',
        expr: '30 8 * * FRI,SAT',
        timezone: 'Europe/Chisinau',
        exclusions: { dates: ['2026-01-16'], weekdays: ['SAT', 'SUN'], policy: 'next-working-day' },
      },
    );
    expect(test.job(move).nextAt).toBe('2026-01-19T06:30:00.000Z'); // Friday the 16th moves to Monday
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
    const late = test.minutely({ misfire: { policy: 'skip', graceSeconds: 60 } }, saturdays);
    const paused = test.minutely({ concurrencyKey: 'paused' }, saturdays);
    const skipped = test.minutely({ concurrencyKey: 'skipped' }, saturdays);
    test.jobs.skipNext(test.owner, skipped);
    expect(test.job(skipped).nextAt).toBe('2026-01-26T08:00:00.000Z');
    test.jobs.pause(test.owner, paused, { queued: 'keep' });
    test.clock.advance(Date.parse('2026-01-18T12:00:00Z') - test.clock.now());
    test.decideAll();
    expect([late, paused, skipped].flatMap((id) => test.ledger(id))).toEqual([]); // it is not due yet
    expect(seen(late)).toEqual([
      '2026-01-18T08:00 → 2026-01-19T08:00 upcoming exclusion',
      '2026-01-17T08:00 → 2026-01-19T08:00 coalesced exclusion',
    ]);
    test.clock.advance(Date.parse('2026-01-19T08:05:00Z') - test.clock.now());
    test.decideAll();
    const others = '2026-01-17T08:00 coalesced exclusion';
    expect(test.ledger(late, 16)).toEqual([others, '2026-01-18T08:00 missed asleep']);
    expect(test.ledger(paused, 16)).toEqual([others, '2026-01-18T08:00 skipped paused']);
    expect(test.ledger(skipped, 16)).toEqual([others, '2026-01-18T08:00 skipped skip-next']);
    expect(seen(late, '2026-01-19T07:00:00Z')).toEqual([
      '2026-01-18T08:00 → 2026-01-19T08:00 missed asleep', // of that Monday too
      '2026-01-17T08:00 → 2026-01-19T08:00 coalesced exclusion',
    ]);
    expect(test.job(late).nextAt).toBe('2026-01-26T08:00:00.000Z');
  });

  it('what is moved counts for maxRuns, and an edit that excludes nothing any more takes it back', () => {
    const weekend = { dates: [], weekdays: ['SAT' as const], policy: 'next-working-day' as const };
    const weekly = { kind: 'cron' as const, expr: '0 8 * * SAT,SUN', timezone: 'UTC', enabled: true };
    const id = test.minutely({}, { ...weekly, exclusions: weekend, maxRuns: 2 });
    test.clock.advance(Date.parse('2026-01-18T08:00:00Z') - test.clock.now());
    test.decideAll();
    // Saturday is made up for by Sunday's own
    expect(test.ledger(id, 16)).toEqual(['2026-01-17T08:00 coalesced exclusion', '2026-01-18T08:00 pending']);
    test.clock.advance(Date.parse('2026-01-24T12:00:00Z') - test.clock.now());
    test.decideAll();
    test.jobs.update(test.owner, id, { triggers: [weekly] });
    expect(test.job(id).nextAt).toBe('2026-01-25T08:00:00.000Z');
    test.clock.advance(Date.parse('2026-01-25T08:00:00Z') - test.clock.now());
    test.decideAll();
    expect(test.ledger(id, 16).slice(2)).toEqual([
      '2026-01-24T08:00 cancelled trigger-gone',
      '2026-01-25T08:00 skipped overlap',
    ]);
  });

  it('what is excluded up to the end of the trigger is in the ledger, and the job is over after it', () => {
    const exclusions = { dates: [], weekdays: ['SAT' as const], policy: 'next-working-day' as const };
    const id = test.minutely(
      {},
      { kind: 'cron', expr: '0 8 * * FRI,SAT', timezone: 'UTC', endAt: '2026-01-17T12:00:00Z', exclusions },
    );
    for (let hours = 0; hours < 72; hours++) {
      test.clock.advance(hour);
      test.decideAll();
    }
    expect(test.ledger(id, 16)).toEqual(['2026-01-16T08:00 pending', '2026-01-17T08:00 skipped exclusion']);
    expect(test.job(id).state).toBe('completed');
  });

  it('a trigger made after an instant does not fire for it, however late jitter has it', () => {
    test.clock.advance(Date.parse('2026-01-16T08:00:30Z') - test.clock.now());
    const id = test.minutely({}, { kind: 'cron', expr: '0 8 * * *', timezone: 'UTC', jitterSeconds: 86_400 });
    const nextAt = test.job(id).nextAt ?? '';
    expect(Date.parse(nextAt)).toBeGreaterThan(Date.parse('2026-01-17T08:00:00Z'));
    test.clock.advance(Date.parse(nextAt) - test.clock.now());
    test.decideAll();
    expect(test.ledger(id, 16)).toEqual(['2026-01-17T08:00 pending']);
  });

  it('more than a thousand like rows in a row become one, which goes on growing', () => {
    const id = test.minutely({}, { expr: 'PT1S' });
    test.jobs.pause(test.owner, id, { queued: 'keep' });
    for (let n = 0; n < 1_005; n++) {
      test.clock.advance(1_000);
      test.decide();
    }
    expect(test.ledger(id)).toEqual(['12:00:01 skipped paused ×1005']);
  });
});
