import { describe, expect, it } from 'vitest';
import type { Job, Occurrence } from '#contract/jobs.ts';
import type { Run } from '#contract/runs.ts';
import { blockerOf, explainOccurrence } from './explain-occurrence.ts';

const id = '0199f0c2-7b1e-7c3a-9d52-1f0a6f3c8b11';
const other = '0199f0c2-7b1e-7c3a-9d52-1f0a6f3c8b22';
const now = Date.parse('2026-10-22T12:00:00.000Z');
const dueAt = '2026-10-22T11:15:00.000Z';
const later = '2026-10-22T12:45:00.000Z';
const trigger = { id, kind: 'cron', timezone: 'UTC' } as Job['triggers'][number]; // no more is read of it
const job = { id, state: 'active', snoozedUntil: null, triggers: [trigger] } as const;
const thatInstant = { act: 'make-up', from: dueAt, to: dueAt, count: 1 };

function occurrence(change: Partial<Occurrence>): Occurrence {
  const empty = { reason: null, cause: null, runId: null, eventId: null };
  return { id, jobId: id, triggerId: id, scheduledFor: dueAt, fireAt: dueAt, outcome: 'ran', ...empty, ...change };
}

const run = (change: Partial<Run>) =>
  ({
    id,
    jobId: id,
    title: 'nightly',
    status: 'succeeded',
    reason: null,
    origin: { reason: 'schedule', scheduledFor: '2026-10-22T11:00:00.000Z' },
    attempt: 1,
    queuedAt: dueAt,
    finishedAt: dueAt,
    durationMs: 2_000,
    ...change,
  }) as Run; // no more is read of it

function explain(
  change: Partial<Occurrence>,
  more: { run?: Run; blocker?: Run; job?: Partial<Pick<Job, 'state' | 'snoozedUntil' | 'triggers'>> } = {},
) {
  return explainOccurrence({
    occurrence: occurrence(change),
    job: { ...job, triggers: [...job.triggers], ...more.job },
    run: more.run,
    blocker: more.blocker,
    now,
  });
}

describe('why an instant was left out', () => {
  const held = 'held by ana since 2026-10-22T10:00:00.000Z: moving the server';
  it.each([
    ['overlap', `run ${other} was still going on`, 'another run was still going', ['make-up', 'edit', 'open-run']],
    [
      'queue-full',
      `3 already waiting, the first is run ${other}`,
      '3 runs already waited',
      ['make-up', 'edit', 'open-run'],
    ],
    ['paused', 'paused by ana@example.org', 'ana@example.org paused the job', ['make-up']],
    ['paused', 'paused after 3 failures in a row', 'after 3 failures in a row', ['make-up']],
    ['paused', 'a copy of backup, made by ana', 'a copy of backup, made by ana', ['make-up']],
    ['snoozed', `snoozed by ana until ${later}`, /ana snoozed the job until \d\d:45\.$/, ['make-up']],
    ['skip-next', 'left out by ana', 'ana had this one left out', ['make-up']],
    ['held', held, 'ana held everything: moving the server.', ['make-up']],
    ['exclusion', 'its day is excluded', 'its day is excluded', ['run-now', 'edit']],
    ['dedupe', `run ${other} had the same key`, 'another run had the same key', ['open-run', 'make-up', 'edit']],
    ['power', 'the machine was running on battery', 'on battery', ['make-up', 'edit']],
    ['not-runnable', 'agent x is switched off', 'agent x is switched off', ['open-agent', 'make-up']],
    ['max-runs', 'the last of 3 runs waits already', 'the last of its 3 runs waited already', ['edit', 'make-up']],
    ['condition-failed', '1:3: no such variable', 'could not be evaluated: 1:3: no such variable.', ['edit']],
    ['filter-failed', '1:7: no such key.', 'could not tell: 1:7: no such key.', ['edit', 'make-up']],
    [
      'chain-too-long',
      '8 runs lie between this event and one from outside',
      '8 runs in a row had already started one another',
      ['edit'],
    ],
    ['something-new', 'who knows', 'who knows', ['make-up']],
    ['something-new', null, 'something new', ['make-up']],
  ] as const)('says of %s (%s) what it was, and what mends it', (reason, cause, words, acts) => {
    const { sentence, remedies } = explain({ outcome: 'skipped', reason, cause });
    expect(sentence).toMatch(/^(It did not run|The condition)/);
    if (typeof words === 'string') expect(sentence).toContain(words);
    else expect(sentence).toMatch(words);
    expect(remedies.map(({ act }) => act)).toEqual(acts);
  });

  it('names the run that was in the way once it is known, and leads to it', () => {
    const cause = `run ${other} was still going on`;
    const said = explain({ outcome: 'skipped', reason: 'overlap', cause }, { blocker: run({ finishedAt: dueAt }) });
    expect(said.sentence).toMatch(/^It did not run because the run of \d\d:\d\d was still going\.$/);
    expect(said.remedies).toEqual([thatInstant, { act: 'edit', part: 'how' }, { act: 'open-run', runId: other }]);
    expect(blockerOf({ outcome: 'skipped', cause })).toBe(other);
  });

  it('names the job of a run that was in the way where it is another, and what that run was doing', () => {
    const blocker = run({ jobId: other, finishedAt: null, queuedAt: dueAt });
    const cause = `run ${other} was still waiting`;
    const skipped = { outcome: 'skipped', reason: 'overlap', cause } as const;
    expect(explain(skipped, { blocker }).sentence).toMatch(/the run of \d\d:00 of nightly is still waiting\.$/);
    expect(explain(skipped).sentence).toBe('It did not run because another run was still waiting.');
    const same = { outcome: 'skipped', reason: 'dedupe', cause: `run ${other} had the same key` } as const;
    expect(explain(same, { blocker }).sentence).toMatch(/the run of \d\d:00 of nightly had the same key\.$/);
  });

  it('names the day that is excluded', () => {
    const on = (exclusions: object) =>
      explain(
        { outcome: 'skipped', reason: 'exclusion', cause: 'its day is excluded' },
        { job: { triggers: [{ ...trigger, exclusions: { dates: [], weekdays: [], policy: 'skip', ...exclusions } }] } },
      ).sentence;
    expect(on({ dates: ['2026-10-22'] })).toContain('because Thu Oct 22 is excluded.');
    expect(on({ weekdays: ['THU'] })).toContain('because Thursday is always excluded.');
    expect(on({ dates: ['2026-10-23'] })).toContain('because its day is excluded.');
  });

  it('says that a snooze takes in the moment it ends at', () => {
    const at = { id: null, scheduledFor: later, fireAt: later, outcome: 'skipped', reason: 'snoozed' } as const;
    expect(explain({ ...at, cause: `snoozed by ana until ${later}` }).sentence).toContain('up to and including');
  });

  it('speaks of what lies ahead as of what lies ahead, and offers to let it run', () => {
    const ahead = { id: null, scheduledFor: later, fireAt: later };
    const paused = explain({ ...ahead, outcome: 'upcoming', reason: 'paused' }, { job: { state: 'paused' } });
    expect(paused).toEqual({
      sentence: 'It will not run because the job is paused.',
      remedies: [{ act: 'resume' }],
    });
    const snoozed = explain(
      { ...ahead, outcome: 'skipped', reason: 'snoozed', cause: `snoozed by ana until ${later}` },
      { job: { snoozedUntil: later } },
    );
    expect(snoozed.sentence).toContain('It will not run because ana snoozed the job');
    expect(snoozed.remedies).toEqual([{ act: 'end-snooze' }]);
    expect(explain({ ...ahead, outcome: 'skipped', reason: 'skip-next', cause: 'left out by ana' }).remedies).toEqual([
      { act: 'put-back' },
    ]);
  });

  it('starts a new run where the instant itself cannot be computed again', () => {
    const byEvent = { triggers: [{ ...trigger, kind: 'event' as const }] };
    const lost = { outcome: 'skipped', reason: 'power', cause: null } as const;
    expect(explain(lost, { job: byEvent }).remedies[0]).toEqual({ act: 'run-now' });
    expect(explain(lost, { job: { triggers: [] } }).remedies[0]).toEqual({ act: 'run-now' });
    expect(explain({ ...lost, eventId: 'event' }, { job: byEvent }).remedies[0]).toEqual({
      act: 'run-now',
      isWithoutEvent: true,
    });
  });

  it('makes up for all that a range row stands for', () => {
    const range = { until: '2026-10-22T11:55:00.000Z', count: 1_200 };
    expect(explain({ outcome: 'missed', reason: 'asleep', ...range }).remedies[0]).toEqual({
      act: 'make-up',
      from: dueAt,
      to: range.until,
      count: 1_200,
    });
  });
});

describe('why an instant was missed, made up, replaced or cancelled', () => {
  it.each([
    ['asleep', 'asleep', ['make-up', 'edit']],
    ['app-off', 'not running', ['make-up', 'edit']],
    ['too-late', 'too long ago', ['make-up', 'edit']],
    ['held', 'held', ['make-up']],
    ['unheard-of', 'unheard of', ['make-up']],
  ])('says of what was missed (%s) why', (reason, words, acts) => {
    const { sentence, remedies } = explain({ outcome: 'missed', reason });
    expect(sentence).toContain(words);
    expect(remedies.map(({ act }) => act)).toEqual(acts);
  });

  it('says from when to when, and who held', () => {
    const from = '2026-10-22T11:00:00.000Z';
    const away = `Automa was off from ${from} to ${later}`;
    const sentence = (about: Partial<Occurrence>) => explain(about).sentence;
    expect(sentence({ outcome: 'missed', reason: 'app-off', cause: away })).toMatch(
      /^It was missed: Automa was not running from .+ to .+\.$/,
    );
    expect(sentence({ outcome: 'missed', reason: 'too-late', cause: away })).toMatch(
      /^It was missed, as Automa .+ to .+: it was due/,
    );
    const madeUp = `nothing looked from ${from} to ${later}; made up by the run of ${from}`;
    expect(sentence({ outcome: 'coalesced', reason: 'asleep', cause: madeUp })).toMatch(
      /^It did not run by itself, as the machine was asleep from .+ to .+: the run of/,
    );
    const held = `held by ana since ${from}: moving`;
    expect(sentence({ outcome: 'missed', reason: 'too-late', cause: held })).toContain('as everything was held:');
    const origin = { ...run({}).origin, reason: 'catch-up' } as const;
    expect(explain({ runId: id, cause: away }, { run: run({ origin }) }).sentence).toMatch(
      /^It ran late, as Automa was not running from/,
    );
  });

  it('says which run made it up, and shows it', () => {
    const cause = 'made up by the run of 2026-10-20T06:45:00.000Z';
    const said = explain({ outcome: 'coalesced', cause });
    expect(said.sentence).toContain('20');
    expect(said.remedies).toEqual([{ act: 'show', at: '2026-10-20T06:45:00.000Z' }]);
    const merged = explain({ outcome: 'coalesced', reason: 'exclusion', cause: `its day is excluded; ${cause}` });
    expect(merged.sentence).toContain('its day is excluded');
  });

  it('leads to the run that took its place', () => {
    const cause = `run ${other} took its place`;
    const said = explain({ outcome: 'replaced', reason: 'overlap', cause, runId: id });
    expect(said.remedies[0]).toEqual({ act: 'open-run', runId: other });
  });

  it('says who cancelled the job, or its run', () => {
    const gone = { outcome: 'cancelled', reason: 'job-cancelled' } as const;
    expect(explain({ ...gone, cause: 'cancelled by ana' }).sentence).toContain('ana cancelled the job');
    expect(explain({ ...gone, cause: 'its trigger is gone' }).sentence).toContain('trigger is gone');
    const edited = { outcome: 'cancelled', reason: 'trigger-gone', cause: 'its trigger was edited by ana' } as const;
    expect(explain(edited)).toEqual({
      sentence: 'It did not run: its trigger was edited by ana before its turn came.',
      remedies: [{ act: 'run-now' }, { act: 'edit', part: 'when' }],
    });
    const said = explain({ outcome: 'cancelled', reason: 'cancelled', cause: 'cancelled by ana', runId: other });
    expect(said.sentence).toContain('cancelled by ana');
    expect(said.remedies).toEqual([thatInstant, { act: 'open-run', runId: other }]);
  });
});

describe('what becomes of an instant that waits or lies ahead', () => {
  const held = { reason: 'held', cause: 'held by ana since 2026-10-22T10:00:00.000Z: moving' };

  it('waits for the end of a hold, which can be released', () => {
    expect(explain({ outcome: 'pending', ...held })).toMatchObject({ remedies: [{ act: 'release' }] });
    const ahead = explain({ id: null, outcome: 'upcoming', fireAt: later, ...held });
    expect(ahead.sentence).toContain('ana holds everything: moving.');
    expect(ahead.remedies).toEqual([{ act: 'release' }]);
  });

  it('moves off an excluded day', () => {
    const moved = { reason: 'exclusion', fireAt: '2026-10-26T11:15:00.000Z' };
    for (const outcome of ['upcoming', 'pending'] as const) {
      const said = explain({ outcome, ...moved });
      expect(said.sentence).toMatch(/^Its day is excluded, so it moves to .*26/);
      expect(said.remedies[0]).toEqual({ act: 'show', at: moved.fireAt });
    }
  });

  it('comes after its jitter, waits for its turn, or is made up for', () => {
    expect(explain({ id: null, outcome: 'upcoming', scheduledFor: later, fireAt: later }).sentence).toContain(
      'in 45:00',
    );
    const jitter = { scheduledFor: later, fireAt: '2026-10-22T12:45:30.000Z' };
    expect(explain({ id: null, outcome: 'upcoming', ...jitter }).sentence).toContain('30 s after its time');
    expect(explain({ outcome: 'upcoming' }).sentence).toContain('due at this moment');
    expect(explain({ outcome: 'pending', fireAt: later }).sentence).toContain('It happened');
    expect(explain({ outcome: 'pending', runId: id }).sentence).toContain('waits for its turn');
    const asked = { outcome: 'pending', reason: 'backfill', cause: 'made up for by ana', runId: id } as const;
    expect(explain(asked).sentence).toMatch(/^ana had it made up for/);
  });
});

describe('why it ran as it did', () => {
  it('says how long it took, and what a catch-up covers', () => {
    expect(explain({ runId: id }, { run: run({}) }).sentence).toContain('2.0');
    const origin = { ...run({}).origin, reason: 'catch-up' } as const;
    expect(explain({ runId: id }, { run: run({ origin, covers: 4 }) }).sentence).toContain('4');
    const asked = { reason: 'backfill', cause: 'made up for by ana', runId: id };
    expect(explain(asked, { run: run({ origin }) }).sentence).toMatch(/^ana had it made up for/);
    expect(explain({ runId: id }).sentence).toBe('It ran.');
  });

  it.each([
    ['failed', 'failed after 2 attempts: exit code 3'],
    ['timed-out', 'took too long'],
    ['lost', 'lost'],
    ['cancelled', 'stopped'],
  ] as const)('says why it is %s and offers to start it again', (status, words) => {
    const said = explain({ runId: id }, { run: run({ status, reason: 'exit code 3', attempt: 2 }) });
    expect(said.sentence).toContain(words);
    expect(said.remedies).toEqual([{ act: 'open-run', runId: id }, { act: 'run-now' }]);
  });

  it('says that it still runs', () => {
    expect(explain({ runId: id }, { run: run({ status: 'running', durationMs: null }) }).sentence).toContain('running');
  });
});
