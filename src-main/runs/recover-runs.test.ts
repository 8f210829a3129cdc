import { afterEach, describe, expect, it } from 'vitest';
import { SandboxError } from '../sandbox/sandbox.ts';
import { openTestRuns, type TestHost, type TestRuns } from './open-test-runs.ts';
import { recoverRuns, sweepBoxes } from './recover-runs.ts';
import { makeScriptedSandbox } from './scripted-sandbox.ts';

let test: TestRuns;
afterEach(() => test.close());

let agentsMade = 0;
const start = async () => {
  const agent = await test.addAgent(`agent ${++agentsMade}`, { profile: { isolation: 'any', limits: 'best-effort' } });
  return test.runs.start.startAgent(test.owner, agent.id, {}).id;
};

/** The host dies, another one takes over. */
async function replaceHost(host: { die(): void }): Promise<TestHost> {
  host.die();
  const next = await test.openNext();
  void (await recoverRuns(next.world));
  next.worker.start();
  return next;
}

describe('C1 a run whose host died', () => {
  it('is taken up again: no line lost or repeated, the real exit code, and one row', async () => {
    test = await openTestRuns();
    const id = await start();
    const box = await test.sandbox.started(id);
    for (let line = 1; line <= 50; line++) box.print(`${line}\n`);
    await replaceHost(test);
    for (let line = 51; line <= 100; line++) box.print(`${line}\n`);
    box.end({ exitCode: 4 });
    expect(await test.final(id)).toMatchObject({ status: 'failed', exitCode: 4, attempt: 1, logLines: 100 });
    expect(test.log(id)).toEqual(Array.from({ length: 100 }, (_, index) => String(index + 1)));
    expect(test.sandbox.preparedTimes).toBe(1);
  });

  it('C2 that ended while nobody watched has its exit code and its last lines', async () => {
    test = await openTestRuns();
    const id = await start();
    const box = await test.sandbox.started(id);
    test.die();
    box.print('last words\n');
    box.end({ exitCode: 4 });
    await replaceHost(test);
    expect(await test.final(id)).toMatchObject({ status: 'failed', exitCode: 4 });
    expect(test.log(id)).toEqual(['last words']);
    await test.until(() => test.sandbox.boxes().length === 0);
  });

  it('is lost when its box is gone, in words that name the executor', async () => {
    test = await openTestRuns({ sandbox: makeScriptedSandbox({ executor: 'local' }) });
    const id = await start();
    await test.sandbox.started(id);
    test.die();
    await test.sandbox.sweep(new Set()); // it died with the host
    await replaceHost(test);
    expect(await test.final(id)).toMatchObject({
      status: 'lost',
      reason: 'the local sandbox ended with the host',
      attempts: [{ code: 'host-died' }],
    });
  });

  it('waits for an engine that does not answer, and is not lost by it', async () => {
    test = await openTestRuns();
    const id = await start();
    const box = await test.sandbox.started(id);
    test.sandbox.answers = false;
    await replaceHost(test);
    expect(test.row(id).status).toBe('running');
    test.sandbox.answers = true;
    box.end();
    expect(await test.final(id)).toMatchObject({ status: 'succeeded' });
  });

  it('is lost at last when the engine stays away, so that its agent can run again; the box is swept when it is back', async () => {
    test = await openTestRuns();
    const id = await start();
    await test.sandbox.started(id);
    test.sandbox.answers = false;
    const next = await replaceHost(test);
    test.clock.advance(600_000);
    expect(await test.final(id)).toMatchObject({
      status: 'lost',
      reason: expect.stringContaining('docker does not answer'),
    });
    test.sandbox.answers = true;
    await next.world.executors.refresh();
    await sweepBoxes(next.world);
    expect(test.sandbox.boxes()).toEqual([]);
  });

  it('that was cancelled just before is stopped by the next host', async () => {
    test = await openTestRuns({ sandbox: makeScriptedSandbox({ ignoresTerm: true }) });
    const id = await start();
    const box = await test.sandbox.started(id);
    test.runs.cancel(test.owner, { id, reason: 'enough' });
    const stopsBefore = box.stops.length;
    await replaceHost(test);
    await test.until(() => box.stops.length > stopsBefore);
    box.end({ exitCode: 137 });
    expect(await test.final(id)).toMatchObject({ status: 'cancelled', reason: 'enough' });
  });
});

describe('C3 a host that died between intent and start', () => {
  it('before the box was bound to the run: the box goes, the run is started once', async () => {
    test = await openTestRuns();
    const gate = Promise.withResolvers<void>();
    test.sandbox.gate = gate.promise;
    const id = await start();
    await test.until(() => test.row(id).status === 'starting');
    test.die();
    await replaceHost(test);
    expect(test.row(id)).toMatchObject({
      status: 'queued',
      attempt: 0,
      reason: 'the host ended before the script began',
    });
    gate.resolve();
    test.advance(5_000);
    (await test.sandbox.started(id)).end();
    expect(await test.final(id)).toMatchObject({ status: 'succeeded', attempt: 1 });
    await test.until(() => test.sandbox.boxes().length === 0);
  });

  it('after the box was bound and before the script was let go: another box, the same attempt', async () => {
    test = await openTestRuns();
    const id = await start();
    const box = await test.sandbox.started(id);
    test.die();
    box.isStarted = false; // as the engine would say of a container that was only made
    await replaceHost(test);
    await test.until(() => test.row(id).status === 'queued');
    expect(test.sandbox.boxes()).toEqual([]);
    test.advance(5_000);
    (await test.sandbox.started(id)).end();
    expect(await test.final(id)).toMatchObject({ status: 'succeeded', attempt: 1, attempts: { length: 1 } });
  });
});

describe('C12 boxes without a live run', () => {
  it('are removed; those of live runs, also of runs that are just being started, stay', async () => {
    test = await openTestRuns({ slots: 3 });
    const live = await start();
    await test.sandbox.started(live);
    const over = await start();
    const orphan = await test.sandbox.started(over);
    const { spec } = orphan;
    orphan.end();
    await test.final(over);
    await test.until(() => test.sandbox.boxes().length === 1);
    await test.sandbox.prepare(spec); // as if its removal had failed
    await test.sandbox.prepare({ ...spec, runId: 'nobody-knows' });
    const gate = Promise.withResolvers<void>();
    const begun = await start();
    await test.sandbox.started(begun);
    await sweepBoxes(test.world);
    expect(test.sandbox.boxes().map((box) => box.spec.runId)).toEqual([live, begun]);
    gate.resolve();
    for (const box of test.sandbox.boxes()) box.end();
    await test.final(live);
    await test.final(begun);
  });
});

describe('a run whose end cannot be stored', () => {
  it('is not run again for it: storing is tried until it works, and until then the box is kept', async () => {
    test = await openTestRuns();
    const id = await start();
    const write = (statement: string) => test.audit.write('a measurement is cached', ({ tx }) => tx.run(statement));
    write(
      "create temp trigger no_end before update on runs when new.finished_at is not null begin select raise(abort, 'no room'); end",
    );
    const box = await test.sandbox.started(id);
    box.print('done\n');
    box.end({ exitCode: 5 });
    await test.until(() => test.world.logs.page({ runId: id, from: 1, limit: 1 }).total === 1);
    expect(test.row(id).status).toBe('running');
    expect(test.sandbox.boxes()).toHaveLength(1);
    write('drop trigger no_end');
    expect(await test.final(id)).toMatchObject({ status: 'failed', exitCode: 5, logLines: 1 });
    expect(test.sandbox.preparedTimes).toBe(1);
    await test.until(() => test.sandbox.boxes().length === 0);
  });
});

describe('C11 a container that cannot start', () => {
  it('ends the run with one line of cause and leaves nothing', async () => {
    const sandbox = makeScriptedSandbox();
    const prepare = sandbox.prepare.bind(sandbox);
    sandbox.prepare = async (spec) => ({
      ...(await prepare(spec)),
      run: () => Promise.reject(new SandboxError('invalid', 'the container does not start: no such user')),
    });
    test = await openTestRuns({ sandbox });
    const id = await start();
    expect(await test.final(id)).toMatchObject({
      status: 'failed',
      reason: 'could not be started: the container does not start: no such user',
    });
    expect(sandbox.boxes()).toEqual([]);
    expect(sandbox.preparedTimes).toBe(1);
  });
});
