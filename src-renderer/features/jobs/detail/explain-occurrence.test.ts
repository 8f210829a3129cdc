import { describe, expect, it } from 'vitest';
import type { Occurrence } from '#contract/jobs.ts';
import type { Run } from '#contract/runs.ts';
import { blockerOf, explainOccurrence } from './explain-occurrence.ts';

const id = '0199f0c2-7b1e-7c3a-9d52-1f0a6f3c8b11';
const now = Date.parse('2026-10-22T12:00:00.000Z');
const dueAt = '2026-10-22T11:15:00.000Z';
const job = { state: 'active' } as const;

function occurrence(change: Partial<Occurrence>): Occurrence {
  const empty = { reason: null, cause: null, runId: null };
  return { id, jobId: id, triggerId: id, scheduledFor: dueAt, fireAt: dueAt, outcome: 'ran', ...empty, ...change };
}

function run(change: Partial<Run>): Run {
  return {
    id,
    jobId: id,
    agentId: id,
    status: 'succeeded',
    reason: null,
    origin: { reason: 'schedule', triggerId: id, scheduledFor: '2026-10-22T11:00:00.000Z', requestedBy: null },
    attempt: 1,
    attempts: [],
    exitCode: 0,
    progress: null,
    scriptId: id,
    scriptVersion: 1,
    title: 'import',
    environment: 'TEST',
    imageDigest: null,
    executor: 'docker',
    unenforced: [],
    warnings: [],
    priority: 5,
    queuedAt: dueAt,
    startedAt: dueAt,
    finishedAt: dueAt,
    durationMs: 2_000,
    nextAttemptAt: null,
    logLines: 0,
    logBytes: 0,
    ...change,
  };
}

function explain(change: Partial<Occurrence>, more: { run?: Run; blocker?: Run; state?: 'paused' } = {}) {
  return explainOccurrence({
    occurrence: occurrence(change),
    job: more.state === undefined ? job : { state: more.state },
    run: more.run,
    blocker: more.blocker,
    now,
  });
}

describe('why did it not run', () => {
  it('names the run that was in the way, and leads to it', () => {
    const cause = `run ${id} was still going`;
    const said = explain({ outcome: 'skipped', reason: 'overlap', cause }, { blocker: run({ finishedAt: dueAt }) });
    expect(said.sentence).toMatch(/^It did not run because the run of \d\d:\d\d was still going\.$/);
    expect(said.remedies).toEqual([{ act: 'run-now' }, { act: 'open-run', runId: id }]);
    expect(blockerOf({ reason: 'overlap', cause })).toBe(id);
  });

  it('says what is wrong with an agent that cannot run, and leads to it', () => {
    const said = explain({ outcome: 'skipped', reason: 'not-runnable', cause: 'agent x is switched off' });
    expect(said.sentence).toContain('agent x is switched off');
    expect(said.remedies).toEqual([{ act: 'open-agent' }]);
  });

  it.each([
    ['asleep', 'asleep'],
    ['app-off', 'not running'],
    ['too-late', 'too long ago'],
  ])('says of what was missed (%s) why', (reason, words) => {
    const said = explain({ outcome: 'missed', reason });
    expect(said.sentence).toContain(words);
    expect(said.remedies).toEqual([{ act: 'run-now' }]);
  });

  it('says which run made it up', () => {
    const cause = 'made up by the run of 2026-10-22T06:45:00.000Z';
    expect(explain({ outcome: 'coalesced', cause }).sentence).toContain('22');
  });

  it('offers to resume a paused job', () => {
    expect(explain({ outcome: 'upcoming', id: null }, { state: 'paused' }).remedies).toEqual([{ act: 'resume' }]);
  });

  it('passes on a reason it has no words for', () => {
    expect(explain({ outcome: 'skipped', reason: 'queue-full' }).sentence).toContain('queue-full');
  });
});

describe('why did it run as it did', () => {
  it('says how long it took, and what a catch-up covers', () => {
    expect(explain({ runId: id }, { run: run({}) }).sentence).toContain('2.0');
    const origin = { ...run({}).origin, reason: 'catch-up' } as const;
    expect(explain({ runId: id }, { run: run({ origin, covers: 4 }) }).sentence).toContain('4');
  });

  it('says why it failed and offers to start it again', () => {
    const said = explain({ runId: id }, { run: run({ status: 'failed', reason: 'exit code 3', attempt: 2 }) });
    expect(said.sentence).toContain('exit code 3');
    expect(said.remedies).toEqual([{ act: 'open-run', runId: id }, { act: 'run-now' }]);
  });
});
