import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Retry } from '#contract/policy.ts';
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
      const { id } = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' }).run;
      const behind = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' }).run;
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
    const { id } = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' }).run;
    (await test.sandbox.started(id)).end(end);
    expect(await test.final(id)).toMatchObject({ attempt: 1 });
  });

  it('of a run lost with its host happens too, and the log tells the attempts apart', async () => {
    test = await openTestRuns();
    const job = test.addJob('j', await test.addAgent('a'), { policy: { retry: retry({ max: 1 }) } });
    const { id } = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' }).run;
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
    const { id } = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' }).run;
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

  it('has not waited in vain while nobody was there to start it', async () => {
    let isBehind = true;
    test = await openTestRuns({ slots: 1, isBehind: () => isBehind });
    const agents = [await test.addAgent('a'), await test.addAgent('b')] as const;
    const first = test.runs.start.startAgent(test.owner, agents[0].id, {});
    const box = await test.sandbox.started(first.id);
    const second = test.runs.start.startAgent(test.owner, agents[1].id, {});
    test.advance(3_600_000);
    await delay(20); // the worker looks for what waited in vain
    expect(test.row(second.id).status).toBe('queued');
    isBehind = false;
    test.worker.poke();
    expect((await test.final(second.id)).status).toBe('failed');
    box.end();
    await test.final(first.id);
  });

  it('waits for its turn as long as that takes', async () => {
    test = await openTestRuns({ slots: 2 });
    const job = test.addJob('j', await test.addAgent('a'), { policy: { startWithinSeconds: 60 } });
    const start = () => test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' }).run.id;
    const [first, second, third] = [start(), start(), start()];
    for (const id of [first, second, third]) {
      const box = await test.sandbox.started(id);
      test.advance(59 * 60_000);
      await delay(20); // the worker looks for what waited in vain
      box.end();
      expect((await test.final(id)).status).toBe('succeeded');
    }
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
    const { id } = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' }).run;
    (await test.sandbox.started(id)).end({ exitCode: 1 });
    await test.until(() => test.row(id).status === 'retry-wait');
    const behind = test.runs.start.startJob(test.owner, job.id, { ifBusy: 'queue' }).run;
    test.sandbox.failNext(new SandboxError('unavailable', 'the engine is busy'));
    test.advance(60_000); // which do not count: it had to wait that long
    await test.until(() => test.sandbox.preparedTimes === 2 && test.row(id).status !== 'starting');
    expect([test.row(id).status, test.row(behind.id).status]).toEqual(['retry-wait', 'queued']);
    test.advance(30_000);
    expect(await test.final(id)).toMatchObject({
      status: 'failed',
      reason: 'could not be started: the engine is busy',
      attempt: 1,
    });
    (await test.sandbox.started(behind.id)).end();
    expect((await test.final(behind.id)).status).toBe('succeeded');
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
