import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../access/caller.ts';
import { toPrincipal } from '../access/principal.ts';
import type { AgentRow } from '../agents/agents.ts';
import { agents } from '../db/schema/agents.ts';
import { scripts } from '../db/schema/scripts.ts';
import { openTestRuns, type TestRuns } from './open-test-runs.ts';

let test: TestRuns;
let agent: AgentRow;
beforeEach(async () => {
  test = await openTestRuns({ slots: 2 });
  agent = await test.addAgent('collector');
});
afterEach(() => test.close());

const startAgent = (caller: Caller = test.owner) => test.runs.start.startAgent(caller, agent.id, {});
async function finish(id: string, exitCode = 0) {
  (await test.sandbox.started(id)).end({ exitCode });
  return test.final(id);
}

describe('a start while the agent is busy', () => {
  it('queue: waits for its turn, in order', async () => {
    const ids = [startAgent().id, startAgent().id, startAgent().id];
    for (const [index, id] of ids.entries()) {
      const box = await test.sandbox.started(id);
      expect(test.sandbox.preparedTimes).toBe(index + 1);
      expect(ids.slice(index + 1).map((later) => test.row(later).status)).not.toContain('running');
      box.end();
      await test.final(id);
    }
  });

  it('reject: is a conflict that names the run in the way, and starts where nothing is', async () => {
    const job = test.addJob('j', agent);
    const first = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'reject' }).run;
    expect(() => test.runs.start.startJob(test.owner, job.id, { ifBusy: 'reject' }).run).toThrow(
      `run ${first.id} of this agent is live`,
    );
    await finish(first.id);
    await finish(test.runs.start.startJob(test.owner, job.id, { ifBusy: 'reject' }).run.id);
  });

  it('replace: cancels what runs and what waits, and starts after it has ended', async () => {
    const job = test.addJob('j', agent);
    const live = startAgent();
    const box = await test.sandbox.started(live.id);
    const waiting = startAgent();
    const next = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'replace' }).run;
    expect(test.row(waiting.id)).toMatchObject({ status: 'cancelled', reason: 'replaced by a start of Local owner' });
    expect(await test.final(live.id)).toMatchObject({ status: 'cancelled' });
    expect(box.stops).toEqual([10]);
    expect(await finish(next.id)).toMatchObject({ status: 'succeeded' });
  });

  it('parallel: takes no turn', async () => {
    const job = test.addJob('j', agent);
    const ids = [1, 2].map(() => test.runs.start.startJob(test.owner, job.id, { ifBusy: 'parallel' }).run.id);
    const boxes = await Promise.all(ids.map((id) => test.sandbox.started(id)));
    for (const box of boxes) box.end();
    for (const id of ids) await test.final(id);
  });

  it('parallel: the next in turn waits for it all the same', async () => {
    const job = test.addJob('j', agent);
    const beside = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'parallel' }).run;
    const box = await test.sandbox.started(beside.id);
    const next = startAgent();
    expect(() => test.runs.start.startJob(test.owner, job.id, { ifBusy: 'reject' })).toThrow('is live');
    expect([test.row(next.id).status, test.row(next.id).concurrencyKey]).toEqual(['queued', `agent:${agent.id}`]);
    box.end();
    await finish(next.id);
  });

  it('at most a hundred wait, the next is a conflict; what is queued is not lost', async () => {
    const first = startAgent();
    await test.sandbox.started(first.id);
    for (let waiting = 0; waiting < 100; waiting++) startAgent();
    expect(() => startAgent()).toThrow(/100 runs of this agent are waiting already/);
    expect(test.runs.list(test.owner, { limit: 200 }).items).toHaveLength(101);
  });

  it('works while the job is paused, not when it is cancelled', async () => {
    const job = test.addJob('j', agent);
    test.jobs.pause(test.owner, job.id, { queued: 'keep' });
    await finish(test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' }).run.id);
    test.jobs.cancel(test.owner, job.id, { runs: 'finish' });
    expect(() => test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' }).run).toThrow(
      'job j is cancelled, which is final',
    );
  });
});

describe('what a start is checked for', () => {
  it('the input must fit what main takes, and every wrong field is named', async () => {
    const inputSchema = {
      type: 'object',
      properties: { n: { type: 'integer' }, name: { type: 'string' } },
      required: ['n'],
      additionalProperties: false,
    };
    const strict = await test.addAgent('strict', { inputSchema });
    const job = test.addJob('j', strict, { input: { n: 1 } });
    expect(() => test.runs.start.startAgent(test.owner, strict.id, { input: { name: 5 } })).toThrow(
      /input\.n: .*input\.name: /,
    );
    expect(() => test.runs.start.startAgent(test.owner, strict.id, {})).toThrow(/input\.n/);
    expect(() => test.runs.start.startJob(test.owner, job.id, { input: { n: 'x' }, ifBusy: 'queue' }).run).toThrow(
      /input\.n/,
    );
    const run = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' }).run;
    expect(run.input).toEqual({ n: 1 });
    await finish(run.id);
  });

  it.each<[string, RegExp, () => unknown]>([
    [
      'an agent that is switched off',
      /agent collector is switched off/,
      () => test.agents.update(test.owner, agent.id, { isActive: false }),
    ],
    [
      'a script without an active version',
      /has no active version; publish it first/,
      () =>
        test.audit.write('a run moves on', ({ tx }) =>
          tx.update(scripts).set({ activeVersion: null }).where(eq(scripts.id, agent.scriptId)).run(),
        ),
    ],
    [
      'a script in the trash',
      /the script of agent collector is in the trash/,
      () =>
        test.audit.write('a run moves on', ({ tx }) =>
          tx.update(scripts).set({ deletedAt: 1 }).where(eq(scripts.id, agent.scriptId)).run(),
        ),
    ],
  ])('%s is a conflict', (_what, message, spoil) => {
    spoil();
    expect(() => startAgent()).toThrow(message);
  });

  it('a draft with an error is not tested; one without runs as it is stored, under the limits asked for', async () => {
    const id = agent.scriptId;
    test.audit.write('a run moves on', ({ tx }) => {
      const problem = {
        severity: 'error' as const,
        path: 'main.py',
        line: 3,
        column: 1,
        message: 'invalid syntax',
        code: 'syntax',
      };
      tx.update(scripts)
        .set({ draftValidation: { ok: false, problems: [problem], inputSchema: null } })
        .where(eq(scripts.id, id))
        .run();
    });
    expect(() => test.runs.start.startTest(test.owner, id, {})).toThrow(
      'draft.main.py: line 3, column 1: invalid syntax',
    );
    await test.scripts.saveDraft(test.owner, id, { content: 'print(2)', entrypoint: 'main.py' });
    const run = test.runs.start.startTest(test.owner, id, { profile: { memoryMb: 512, timeoutSeconds: 20 } });
    expect(run).toMatchObject({
      originReason: 'test',
      scriptVersion: null,
      agentId: null,
      timeoutSeconds: 20,
      concurrencyKey: null,
    });
    expect((await test.sandbox.started(run.id)).spec.profile).toMatchObject({ memoryMb: 512, isolation: 'any' });
    await finish(run.id);
  });

  it('a file runs once without any registry, for its owner alone', async () => {
    const tree = {
      entrypoint: 'x.py',
      requirements: null,
      files: [{ path: 'x.py', content: Buffer.from('print(1)') }],
    };
    const run = test.runs.start.startFile(test.owner, {
      title: 'x.py',
      tree,
      args: ['--fast'],
      environment: 'TEST',
      profile: {},
    });
    expect(run).toMatchObject({ title: 'x.py', visibility: 'private', scriptId: null, args: ['--fast'] });
    await finish(run.id);
    expect(() => test.runs.start.rerun(test.owner, run.id, { exact: false })).toThrow(
      /only the exact re-run has its content/,
    );
    const again = test.runs.start.rerun(test.owner, run.id, { exact: true });
    expect(again).toMatchObject({ treeSha256: run.treeSha256, args: ['--fast'], originReason: 'rerun' });
    await finish(again.id);
  });
});

describe('running it again', () => {
  it('exactly takes the snapshots, with current takes what is there today', async () => {
    const job = test.addJob('j', agent, { input: { day: 1 } });
    const first = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' }).run;
    await finish(first.id);
    await test.scripts.saveDraft(test.owner, agent.scriptId, { content: 'print("new")', entrypoint: 'main.py' });
    await test.scripts.publish(test.owner, agent.scriptId, { activate: true });
    test.agents.update(test.owner, agent.id, { config: { mode: 'fast' } });
    const exact = test.runs.start.rerun(test.owner, first.id, { exact: true });
    expect(exact).toMatchObject({
      scriptVersion: 1,
      treeSha256: first.treeSha256,
      config: {},
      input: { day: 1 },
      wantedImageDigest: 'sha256:1',
      jobId: job.id,
    });
    await finish(exact.id);
    const current = test.runs.start.rerun(test.owner, first.id, { exact: false });
    expect(current).toMatchObject({
      scriptVersion: 2,
      config: { mode: 'fast' },
      input: { day: 1 },
      wantedImageDigest: null,
      originReason: 'rerun',
    });
    await finish(current.id);
  });

  it('refuses, with the reason, when an ingredient is gone', async () => {
    const { id } = startAgent();
    await finish(id);
    test.agents.update(test.owner, agent.id, { isActive: false });
    expect(() => test.runs.start.rerun(test.owner, id, { exact: true })).toThrow(
      `run ${id} cannot be repeated exactly: agent collector is switched off`,
    );
    test.agents.remove(test.owner, agent.id);
    expect(() => test.runs.start.rerun(test.owner, id, { exact: true })).toThrow('its agent is in the trash');
    expect(() => test.runs.start.rerun(test.owner, id, { exact: false })).toThrow(
      `run ${id} cannot be repeated: its agent is in the trash`,
    );
  });

  it('does not bring back a grant that was taken back meanwhile', async () => {
    const user = await test.addCaller('mira@example.org');
    const own = await test.addAgent('own', { caller: user });
    const setNetwork = (network: 'none' | 'full') =>
      test.audit.write('a run moves on', ({ tx }) =>
        tx
          .update(agents)
          .set({ profile: { ...own.profile, network } })
          .where(eq(agents.id, own.id))
          .run(),
      );
    setNetwork('full');
    const { id } = test.runs.start.startAgent(user, own.id, {});
    await finish(id);
    setNetwork('none');
    expect(() => test.runs.start.rerun(user, id, { exact: true })).toThrow('network=full is a grant');
    await finish(test.runs.start.rerun(test.owner, id, { exact: true }).id);
  });
});

describe('who may', () => {
  it('what one may not see is not there, what one may only see may not be started', async () => {
    const [mira, tom] = [await test.addCaller('mira@example.org'), await test.addCaller('tom@example.org')];
    const shared = await test.addAgent('shared', { caller: mira, visibility: 'shared' });
    const hidden = await test.addAgent('hidden', { caller: mira });
    expect(() => test.runs.start.startAgent(tom, hidden.id, {})).toThrow(`there is no agent ${hidden.id}`);
    expect(() => test.runs.start.startAgent(tom, shared.id, {})).toThrow('agent shared belongs to someone else');
    const run = test.runs.start.startAgent(mira, hidden.id, {});
    for (const look of [
      () => test.runs.get(tom, run.id),
      () => test.runs.cancel(tom, { id: run.id }),
      () => test.runs.followLog(tom, run.id, { from: 1, signal: AbortSignal.abort() }),
      () => test.runs.start.rerun(tom, run.id, { exact: true }),
    ]) {
      expect(look).toThrow(`there is no run ${run.id}, or you may not see it`);
    }
    await expect(test.runs.artifacts(tom, run.id)).rejects.toThrow('there is no run');
    expect(test.runs.list(tom, { limit: 10 }).items).toEqual([]);
    expect(test.runs.get(test.owner, run.id).id).toBe(run.id);
    await finish(run.id);
  });

  it('a shared job may be run by whoever may run jobs; its run belongs to the owner of the job', async () => {
    const [mira, tom] = [await test.addCaller('mira@example.org'), await test.addCaller('tom@example.org')];
    const own = await test.addAgent('own', { caller: mira });
    const [shared, hidden] = [
      test.addJob('shared', own, { caller: mira, visibility: 'shared' }),
      test.addJob('hidden', own, { caller: mira }),
    ];
    expect(() => test.runs.start.startJob(tom, hidden.id, { ifBusy: 'queue' }).run).toThrow('there is no job');
    const run = test.runs.start.startJob(tom, shared.id, { ifBusy: 'queue' }).run;
    expect(run).toMatchObject({ ownerId: mira.principal.userId, visibility: 'shared', requestedBy: 'tom@example.org' });
    expect(() => test.runs.cancel(tom, { id: run.id })).toThrow(`run ${run.id} belongs to someone else`);
    expect(() => test.runs.start.startJob(tom, shared.id, { ifBusy: 'replace' })).toThrow(
      'a run of somebody else would have to give way',
    );
    expect(test.row(run.id).cancelRequestedAt).toBeNull();
    await finish(run.id);
  });

  it('the runs of one key take turns for each owner apart', async () => {
    const policy = { concurrencyKey: 'the one printer' };
    const mira = await test.addCaller('mira@example.org');
    const jobs = [
      [test.owner, test.addJob('mine', agent, { policy })],
      [mira, test.addJob('hers', await test.addAgent('hers', { caller: mira }), { caller: mira, policy })],
    ] as const;
    const [mine, hers] = jobs.map(([caller, { id }]) => test.runs.start.startJob(caller, id, { ifBusy: 'queue' }).run);
    await Promise.all([mine, hers].map((run) => test.sandbox.started(run?.id ?? '')));
    expect(() => test.runs.start.startJob(mira, jobs[1][1].id, { ifBusy: 'reject' })).toThrow(
      `run ${hers?.id} of the key the one printer is live`,
    );
    for (const run of [mine, hers]) await finish(run?.id ?? '');
  });

  it('a start with a token is a start by API, and says so', async () => {
    const program = test.callerOf(
      toPrincipal(
        { id: test.owner.principal.userId, name: 'Local owner', email: 'owner@example.org', role: 'admin' },
        { kind: 'api-token', tokenId: 'token-1', scopes: ['agents:run'] },
      ),
    );
    const runs = [test.runs.start.startAgent(program, agent.id, {}), startAgent()];
    expect(runs.map(({ originReason }) => originReason)).toEqual(['api', 'manual']);
    for (const run of runs) await finish(run.id);
  });
});
