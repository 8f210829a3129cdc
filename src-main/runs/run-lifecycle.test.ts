import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { agents } from '../db/schema/agents.ts';
import { auditEntries } from '../db/schema/audit.ts';
import { openTestRuns, type TestRuns } from './open-test-runs.ts';
import { makeScriptedSandbox } from './scripted-sandbox.ts';

let test: TestRuns;
afterEach(() => test.close());

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
    const job = test.addJob('j', await test.addAgent('a'), { policy: { retry: { max: 3, baseSeconds: 10 } } });
    const { id } = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' }).run;
    (await test.sandbox.started(id)).end({ exitCode: 1 });
    await test.until(() => test.row(id).status === 'retry-wait');
    expect(test.runs.cancel(test.owner, { id })).toMatchObject({ status: 'cancelled', exitCode: 1 });
    test.advance(60_000);
    expect(test.sandbox.preparedTimes).toBe(1);
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
