import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import type { Retry } from '#contract/jobs.ts';
import { agents } from '../db/schema/agents.ts';
import { auditEntries } from '../db/schema/audit.ts';
import { SandboxError } from '../sandbox/sandbox.ts';
import { openTestRuns, type TestRuns } from './open-test-runs.ts';
import { makeScriptedSandbox } from './scripted-sandbox.ts';

let test: TestRuns;
afterEach(() => test.close());

const retry = (changes: Partial<Retry>): Retry => ({
  max: 3,
  backoff: 'fixed',
  baseSeconds: 10,
  capSeconds: 3_600,
  on: ['failed', 'timed-out', 'lost'],
  exceptExitCodes: [78],
  exceptExceptions: [],
  ...changes,
});

describe('the life of a run', () => {
  it('goes from queued over starting and running to succeeded, and every step is to be seen', async () => {
    test = await openTestRuns({ isIdle: true });
    const agent = await test.addAgent('a');
    const gate = Promise.withResolvers<void>();
    test.sandbox.gate = gate.promise;
    const { id } = test.runs.start.startAgent(test.owner, agent.id, {});
    expect(test.row(id)).toMatchObject({ status: 'queued', attempt: 0, startedAt: null });
    test.worker.start();
    await test.until(() => test.row(id).status === 'starting');
    gate.resolve();
    const box = await test.sandbox.started(id);
    expect(test.row(id)).toMatchObject({ status: 'running', attempt: 1, executor: 'docker', imageDigest: 'sha256:1' });
    box.print('one\ntwo\n');
    test.clock.advance(1_500);
    box.end();
    const run = await test.final(id);
    expect(run).toMatchObject({
      status: 'succeeded',
      exitCode: 0,
      reason: 'finished with exit code 0',
      durationMs: 1_500,
      logLines: 2,
    });
    expect(run.attempts).toMatchObject([{ number: 1, outcome: 'succeeded', code: 'exit', exitCode: 0 }]);
    expect(test.log(id)).toEqual(['one', 'two']);
    await test.until(() => test.sandbox.boxes().length === 0);
  });

  it('leaves exactly one entry in the audit log when it ends, besides the one of who started it', async () => {
    test = await openTestRuns();
    const agent = await test.addAgent('a');
    const { id } = test.runs.start.startAgent(test.owner, agent.id, {});
    (await test.sandbox.started(id)).end({ exitCode: 3 });
    await test.final(id);
    const entries = test.audit.read.select().from(auditEntries).where(eq(auditEntries.resourceId, id)).all();
    expect(entries.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual(['run.start ok', 'run.finish failed']);
    expect(JSON.parse(entries[1]?.details ?? '{}')).toMatchObject({
      status: 'failed',
      code: 'exit',
      exitCode: 3,
      attempts: 1,
    });
  });

  it('keeps the result, and the state for the next run of the agent', async () => {
    test = await openTestRuns();
    const agent = await test.addAgent('a');
    const first = test.runs.start.startAgent(test.owner, agent.id, {});
    const box = await test.sandbox.started(first.id);
    expect(box.spec.state).toBeUndefined();
    leave(box.spec.outDir, {
      'result.json': '{"answer":42}',
      '.automa/state.json': '{"seen":7}',
      'report.txt': 'hello',
    });
    box.end();
    expect(await test.final(first.id)).toMatchObject({ result: { answer: 42 }, warnings: [] });
    expect(await test.runs.artifacts(test.owner, first.id)).toMatchObject([
      { path: 'report.txt', size: 5 },
      { path: 'result.json' },
    ]);
    const second = test.runs.start.startAgent(test.owner, agent.id, {});
    const next = await test.sandbox.started(second.id);
    expect(next.spec.state).toBe('{"seen":7}');
    next.end();
    await test.final(second.id);
  });

  it('does not let a script break its agent: a broken state is refused with a warning, and the one before stays', async () => {
    test = await openTestRuns();
    const agent = await test.addAgent('a');
    for (const [state, warning] of [
      ['{"good":1}', undefined],
      ['{"bad":', 'the state is not valid JSON and was not kept'],
      [`"${'x'.repeat(70_000)}"`, 'the state is larger than 64 KiB and was not kept'],
      [`${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'the state is not valid JSON and was not kept'],
    ] as const) {
      const { id } = test.runs.start.startAgent(test.owner, agent.id, {});
      const box = await test.sandbox.started(id);
      leave(box.spec.outDir, { '.automa/state.json': state });
      box.end();
      expect(await test.final(id)).toMatchObject({
        status: 'succeeded',
        warnings: warning === undefined ? [] : [warning],
      });
    }
    expect(test.audit.read.select({ state: agents.state }).from(agents).where(eq(agents.id, agent.id)).get()).toEqual({
      state: '{"good":1}',
    });
  });

  it.each([
    ['no JSON', '{', 'result.json is not valid JSON'],
    ['too large', `"${'x'.repeat(1_100_000)}"`, 'result.json is larger than 1 MiB; it is among the artifacts'],
    ['too deep', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'result.json is not valid JSON'],
  ])('warns of a result that is %s, and the run succeeds all the same', async (_what, text, warning) => {
    test = await openTestRuns();
    const { id } = test.runs.start.startAgent(test.owner, (await test.addAgent('a')).id, {});
    const box = await test.sandbox.started(id);
    leave(box.spec.outDir, { 'result.json': text });
    box.end();
    const run = await test.final(id);
    expect(run).toMatchObject({ status: 'succeeded', warnings: [warning] });
    expect(run.result).toBeUndefined();
  });

  it('shows progress while it runs; a script that reports in a tight loop costs a few writes, and the last one counts', async () => {
    test = await openTestRuns();
    const { id } = test.runs.start.startAgent(test.owner, (await test.addAgent('a')).id, {});
    const box = await test.sandbox.started(id);
    let writes = 0;
    test.changes.listen((news) => {
      writes += news.filter((change) => change.id === id).length;
    });
    const began = performance.now();
    for (let step = 1; step <= 20_000; step++)
      box.say({ t: 'progress', fraction: step / 20_000, text: `step ${step}` });
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(test.runs.get(test.owner, id).progress).toMatchObject({ text: 'step 1' });
    box.end();
    expect(await test.final(id)).toMatchObject({ progress: { fraction: 1, text: 'step 20000' } });
    expect(writes).toBeLessThan(20);
  });

  it('tells a script what it needs to know', async () => {
    test = await openTestRuns();
    const agent = await test.addAgent('a', {
      inputSchema: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
    });
    const { id } = test.runs.start.startAgent(test.owner, agent.id, { input: { n: 1 } });
    const { spec, end } = await test.sandbox.started(id);
    expect(spec).toMatchObject({ attempt: 1, entrypoint: 'main.py', input: '{"n":1}', config: '{}' });
    expect(spec.env).toEqual({
      AUTOMA_RUN_ID: id,
      AUTOMA_ATTEMPT: '1',
      AUTOMA_REASON: 'manual',
      AUTOMA_ENV: 'TEST',
      TZ: 'UTC',
    });
    expect(readFileSync(join(spec.scriptDir, 'main.py'), 'utf8')).toBe('print("hello")');
    end();
    await test.final(id);
  });
});

describe('cancelling', () => {
  it('ends a queued run at once, lets its viewers go and never starts it', async () => {
    test = await openTestRuns({ slots: 1 });
    const agent = await test.addAgent('a');
    const first = test.runs.start.startAgent(test.owner, agent.id, {});
    const box = await test.sandbox.started(first.id);
    const second = test.runs.start.startAgent(test.owner, agent.id, {});
    const pages: boolean[] = [];
    const viewer = (async () => {
      for await (const { complete } of test.runs.followLog(test.owner, second.id, {
        from: 1,
        signal: AbortSignal.timeout(5_000),
      }))
        pages.push(complete);
    })();
    expect(test.runs.cancel(test.owner, { id: second.id, reason: 'not needed' })).toMatchObject({
      status: 'cancelled',
      reason: 'not needed',
      attempts: [],
      startedAt: null,
    });
    await viewer;
    expect(pages.at(-1)).toBe(true);
    box.end();
    await test.final(first.id);
    expect(test.sandbox.preparedTimes).toBe(1);
  });

  it('of a run whose sandbox is being made throws the box away before the script began', async () => {
    test = await openTestRuns();
    const gate = Promise.withResolvers<void>();
    test.sandbox.gate = gate.promise;
    const { id } = test.runs.start.startAgent(test.owner, (await test.addAgent('a')).id, {});
    await test.until(() => test.row(id).status === 'starting');
    test.runs.cancel(test.owner, { id });
    expect(test.row(id).status).toBe('starting');
    gate.resolve();
    expect(await test.final(id)).toMatchObject({ status: 'cancelled', startedAt: null, attempts: [] });
    expect(test.sandbox.boxes()).toEqual([]);
  });

  it('of a running one sends the grace, and what it printed is kept', async () => {
    test = await openTestRuns();
    const { id } = test.runs.start.startAgent(test.owner, (await test.addAgent('a')).id, {});
    const box = await test.sandbox.started(id);
    box.print('working\n');
    test.runs.cancel(test.owner, { id, reason: 'enough' });
    expect(await test.final(id)).toMatchObject({ status: 'cancelled', reason: 'enough', exitCode: 143, logLines: 1 });
    expect(box.stops).toEqual([10]);
    expect(() => test.runs.cancel(test.owner, { id })).toThrow(/is over already: cancelled/);
  });

  it('is repeated until the run is over: a stop that came too early for the script must not be the last', async () => {
    test = await openTestRuns({ sandbox: makeScriptedSandbox({ ignoresTerm: true }) });
    const { id } = test.runs.start.startAgent(test.owner, (await test.addAgent('a')).id, {});
    const box = await test.sandbox.started(id);
    test.runs.cancel(test.owner, { id });
    await test.until(() => box.stops.length >= 2);
    box.end({ exitCode: 137 });
    expect(await test.final(id)).toMatchObject({ status: 'cancelled' });
  });

  it('ends the wait for another attempt', async () => {
    test = await openTestRuns();
    const job = test.addJob('j', await test.addAgent('a'), { policy: { retry: retry({}) } });
    const { id } = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' });
    (await test.sandbox.started(id)).end({ exitCode: 1 });
    await test.until(() => test.row(id).status === 'retry-wait');
    expect(test.runs.cancel(test.owner, { id })).toMatchObject({ status: 'cancelled', exitCode: 1 });
    test.advance(60_000);
    expect(test.sandbox.preparedTimes).toBe(1);
  });
});

describe('retry', () => {
  it.each([
    ['fixed', [10_000, 10_000, 10_000]],
    ['linear', [10_000, 20_000, 30_000]],
    ['exponential', [10_000, 20_000, 40_000]],
    ['exponential-jitter', [5_000, 10_000, 20_000]], // random is 0.5 here
  ] as const)(
    '%s: waits as the policy says, keeps its key and not its slot, and speaks after the last attempt',
    async (backoff, delays) => {
      test = await openTestRuns({ slots: 1, random: () => 0.5 });
      const job = test.addJob('j', await test.addAgent('a'), { policy: { retry: retry({ backoff }) } });
      const { id } = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' });
      const behind = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' });
      for (const [index, delayMs] of delays.entries()) {
        (await test.sandbox.started(id)).end({ exitCode: 1 });
        await test.until(() => test.row(id).status === 'retry-wait');
        expect(test.row(id)).toMatchObject({
          readyAt: test.clock.now() + delayMs,
          reason: expect.stringContaining(`attempt ${index + 2} of 4`),
        });
        test.advance(delayMs - 1);
        expect(test.row(behind.id).status).toBe('queued');
        test.advance(1);
      }
      (await test.sandbox.started(id)).end({ exitCode: 1 });
      expect(await test.final(id)).toMatchObject({ status: 'failed', attempt: 4, attempts: { length: 4 } });
      (await test.sandbox.started(behind.id)).end();
      await test.final(behind.id);
    },
  );

  it.each([
    ['an exit code that says "do not try again"', { exitCode: 78 }, {}],
    ['an exit code that is not among those named', { exitCode: 5 }, { onlyExitCodes: [7] }],
    ['an outcome the policy leaves out', { exitCode: 1 }, { on: ['timed-out' as const] }],
    ['success', { exitCode: 0 }, {}],
  ])('does not follow %s', async (_what, end, changes) => {
    test = await openTestRuns();
    const job = test.addJob('j', await test.addAgent('a'), { policy: { retry: retry(changes) } });
    const { id } = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' });
    (await test.sandbox.started(id)).end(end);
    expect(await test.final(id)).toMatchObject({ attempt: 1 });
  });

  it('of a run lost with its host happens too, and the log tells the attempts apart', async () => {
    test = await openTestRuns();
    const job = test.addJob('j', await test.addAgent('a'), { policy: { retry: retry({ max: 1 }) } });
    const { id } = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' });
    const first = await test.sandbox.started(id);
    first.print('first\n');
    first.end({ exitCode: null, trouble: { code: 'engine-restart', detail: 'the engine was restarted' } });
    await test.until(() => test.row(id).status === 'retry-wait');
    test.advance(10_000);
    const second = await test.sandbox.started(id);
    expect(second.spec).toMatchObject({ attempt: 2, env: { AUTOMA_ATTEMPT: '2' } });
    second.print('second\n');
    second.end();
    expect(await test.final(id)).toMatchObject({
      status: 'succeeded',
      attempts: [{ outcome: 'lost', code: 'engine-restart' }, { outcome: 'succeeded' }],
    });
    expect(
      test.world.logs.page({ runId: id, from: 1, limit: 10 }).lines.map(({ attempt, text }) => `${attempt} ${text}`),
    ).toEqual(['1 first', '2 second']);
  });
});

describe('a start that fails', () => {
  it('is tried again every five seconds, with the reason to be seen, and leaves no attempt behind', async () => {
    test = await openTestRuns();
    test.sandbox.failNext(new SandboxError('unavailable', 'the engine is busy'));
    const { id } = test.runs.start.startAgent(test.owner, (await test.addAgent('a')).id, {});
    await test.until(() => test.row(id).reason !== null);
    expect(test.row(id)).toMatchObject({
      status: 'queued',
      attempt: 0,
      reason: 'the engine is busy',
      readyAt: test.clock.now() + 5_000,
    });
    test.advance(5_000);
    (await test.sandbox.started(id)).end();
    expect(await test.final(id)).toMatchObject({
      status: 'succeeded',
      attempt: 1,
      reason: 'finished with exit code 0',
    });
  });

  it('ends the run when its time to start is over', async () => {
    test = await openTestRuns();
    test.sandbox.failNext(new SandboxError('unavailable', 'the engine is away'), 10);
    const job = test.addJob('j', await test.addAgent('a'), { policy: { startWithinSeconds: 12 } });
    const { id } = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' });
    for (let times = 1; times <= 3; times++) {
      await test.until(() => test.sandbox.preparedTimes === times && test.row(id).status !== 'starting');
      test.advance(5_000);
    }
    expect(await test.final(id)).toMatchObject({
      status: 'failed',
      reason: 'could not be started: the engine is away',
      startedAt: null,
      attempts: [],
    });
  });

  it('ends a run that waited in vain for a slot', async () => {
    test = await openTestRuns({ slots: 1 });
    const agents = [await test.addAgent('a'), await test.addAgent('b')] as const;
    const first = test.runs.start.startAgent(test.owner, agents[0].id, {});
    const box = await test.sandbox.started(first.id);
    const second = test.runs.start.startAgent(test.owner, agents[1].id, {});
    test.advance(3_600_000);
    expect(await test.final(second.id)).toMatchObject({
      status: 'failed',
      reason: 'could not be started: no slot became free in time',
    });
    box.end();
    await test.final(first.id);
  });

  it.each(['invalid', 'image-changed'] as const)('is not repeated where nothing can come of it (%s)', async (kind) => {
    test = await openTestRuns();
    test.sandbox.failNext(new SandboxError(kind, 'no such thing'));
    const { id } = test.runs.start.startAgent(test.owner, (await test.addAgent('a')).id, {});
    expect(await test.final(id)).toMatchObject({ status: 'failed', reason: 'could not be started: no such thing' });
    expect(test.sandbox.preparedTimes).toBe(1);
  });

  it('of a later attempt keeps the key, and has the time to start anew', async () => {
    test = await openTestRuns();
    const job = test.addJob('j', await test.addAgent('a'), {
      policy: { startWithinSeconds: 30, retry: retry({ max: 1, baseSeconds: 60 }) },
    });
    const { id } = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' });
    (await test.sandbox.started(id)).end({ exitCode: 1 });
    await test.until(() => test.row(id).status === 'retry-wait');
    test.sandbox.failNext(new SandboxError('unavailable', 'the engine is busy'));
    const endedAt = test.clock.now();
    test.advance(60_000);
    await test.until(() => test.sandbox.preparedTimes === 2 && test.row(id).status !== 'starting');
    // 60 s after the attempt before are more than 30 s to start in
    expect(await test.final(id)).toMatchObject({
      status: 'failed',
      reason: 'could not be started: the engine is busy',
      attempt: 1,
    });
    expect(endedAt).toBeLessThan(test.clock.now());
  });

  it('says in one sentence why no sandbox takes the run, and starts it when one does', async () => {
    const sandbox = makeScriptedSandbox();
    sandbox.answers = false;
    test = await openTestRuns({ sandbox });
    const { id } = test.runs.start.startAgent(test.owner, (await test.addAgent('a')).id, {});
    await test.until(() => test.row(id).reason !== null);
    expect(test.row(id).reason).toMatch(/^no sandbox can take this run \(docker: does not answer; podman: .*\)$/);
    sandbox.answers = true;
    await test.world.executors.refresh();
    test.advance(5_000);
    (await test.sandbox.started(id)).end();
    expect(await test.final(id)).toMatchObject({ status: 'succeeded' });
  });
});

describe('D13 time is measured by a clock that does not jump', () => {
  it.each([3_600_000, -3_600_000])(
    'a wall clock set by %i ms neither times a run out nor bends its duration',
    async (jumpMs) => {
      test = await openTestRuns();
      const { id } = test.runs.start.startAgent(test.owner, (await test.addAgent('a')).id, {});
      const box = await test.sandbox.started(id);
      test.clock.advance(60_000);
      test.clock.jump(jumpMs);
      box.end();
      expect(await test.final(id)).toMatchObject({ status: 'succeeded', durationMs: 60_000 });
      expect(box.stops).toEqual([]);
    },
  );
});

describe('A23 the tag of an image that was moved under an agent', () => {
  it('is no silent swap: the run says so; and the exact re-run insists on the image recorded', async () => {
    let digest = 'sha256:old';
    test = await openTestRuns({ sandbox: makeScriptedSandbox({ imageDigest: () => digest }) });
    const agent = await test.addAgent('a');
    const finish = async (id: string) => {
      (await test.sandbox.started(id)).end();
      return test.final(id);
    };
    const first = await finish(test.runs.start.startAgent(test.owner, agent.id, {}).id);
    expect(first).toMatchObject({ imageDigest: 'sha256:old', warnings: [] });
    digest = 'sha256:new';
    const second = await finish(test.runs.start.startAgent(test.owner, agent.id, {}).id);
    expect(second).toMatchObject({
      imageDigest: 'sha256:new',
      warnings: [expect.stringContaining('the default image was sha256:old, now it is sha256:new')],
    });
    const again = test.runs.start.rerun(test.owner, first.id, { exact: true });
    const box = await test.sandbox.started(again.id);
    expect(box.spec.imageDigest).toBe('sha256:old');
    box.end();
    expect(await test.final(again.id)).toMatchObject({ imageDigest: 'sha256:old', warnings: [] });
  });
});

function leave(outDir: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(outDir, name, '..'), { recursive: true });
    writeFileSync(join(outDir, name), text);
  }
}
