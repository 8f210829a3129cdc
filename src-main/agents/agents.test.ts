import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentInput } from '#contract/agents.ts';
import type { Caller } from '../access/caller.ts';
import { openTestRuns, type TestRuns } from '../runs/open-test-runs.ts';
import type { AgentRow } from './agents.ts';

let test: TestRuns;
let mira: Caller;
let tom: Caller;
let agent: AgentRow;
beforeEach(async () => {
  test = await openTestRuns({ isIdle: true });
  [mira, tom] = [await test.addCaller('mira@example.org'), await test.addCaller('tom@example.org')];
  agent = await test.addAgent('Collector', { caller: mira });
});
afterEach(() => test.close());

const input = (changes: Partial<AgentInput>): AgentInput => ({
  name: 'another',
  scriptId: agent.scriptId,
  description: '',
  version: null,
  mode: 'task',
  config: {},
  environment: 'TEST',
  profile: {},
  isActive: true,
  visibility: 'private',
  tags: [],
  folder: '',
  ...changes,
});

describe('agents', () => {
  it('names are unique whatever their case, also after a change; a name in the trash is free again', () => {
    expect(() => test.agents.create(mira, input({ name: 'COLLECTOR' }))).toThrow(/there is already an agent/i);
    const other = test.agents.create(mira, input({}));
    expect(() => test.agents.update(mira, other.id, { name: 'collector' })).toThrow(/already/);
    test.agents.remove(mira, agent.id);
    test.agents.update(mira, other.id, { name: 'collector' });
  });

  it('one needs a script one may see, and a version it has', () => {
    expect(() => test.agents.create(tom, input({}))).toThrow(
      `there is no script ${agent.scriptId}, or you may not see it`,
    );
    expect(() => test.agents.create(mira, input({ version: 7 }))).toThrow('has no version 7; it has 1');
    expect(test.agents.create(mira, input({ version: 1 })).version).toBe(1);
  });

  it('what one may not see is not there, what one may only see stays as it is', () => {
    expect(() => test.agents.get(tom, agent.id)).toThrow('there is no agent');
    expect(test.agents.list(tom, { limit: 10 }).items).toEqual([]);
    test.agents.update(mira, agent.id, { visibility: 'shared' });
    expect(test.agents.get(tom, agent.id).name).toBe('Collector');
    for (const change of [
      () => test.agents.update(tom, agent.id, { description: 'mine' }),
      () => test.agents.remove(tom, agent.id),
    ]) {
      expect(change).toThrow('agent Collector belongs to someone else');
    }
    expect(test.agents.update(test.owner, agent.id, { description: 'by an administrator' }).ownerId).toBe(
      mira.principal.userId,
    );
  });

  it('a change on top of another one nobody has read is refused', () => {
    test.agents.update(mira, agent.id, { description: 'first' });
    expect(() => test.agents.update({ ...mira, ifRevision: 1 }, agent.id, { description: 'second' })).toThrow(
      'is at revision 2, not 1',
    );
  });

  it('one that a job uses cannot be deleted, and the refusal names the jobs', () => {
    const job = test.addJob('nightly', agent, { caller: mira });
    expect(() => test.agents.remove(mira, agent.id)).toThrow('jobs use this agent: nightly');
    test.jobs.remove(mira, job.id);
    test.agents.remove(mira, agent.id);
    expect(() => test.agents.get(mira, agent.id)).toThrow('there is no agent');
  });
});

describe('what an agent may use', () => {
  it.each([
    ['network', { network: 'full' }],
    ['limits', { limits: 'best-effort' }],
    ['image', { image: 'python:3.12' }],
  ] as const)(
    '%s is a grant: a user may neither take it nor widen it, and keeps what an administrator gave',
    (field, profile) => {
      expect(() => test.agents.create(mira, input({ profile }))).toThrow(`profile.${field}: `);
      expect(() => test.agents.update(mira, agent.id, { profile })).toThrow(
        'is a grant: an administrator has to allow it',
      );
      test.agents.update(test.owner, agent.id, { profile });
      expect(test.agents.update(mira, agent.id, { profile: { ...profile, memoryMb: 512 } }).profile).toMatchObject({
        ...profile,
        memoryMb: 512,
      });
    },
  );

  it('B5 /tmp may take at most half of the memory', () => {
    expect(() => test.agents.update(mira, agent.id, { profile: { tmpMb: 129 } })).toThrow('profile.tmpMb');
    expect(test.agents.update(mira, agent.id, { profile: { tmpMb: 128 } }).profile.tmpMb).toBe(128);
  });
});
