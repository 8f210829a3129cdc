import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from './base/ids.ts';
import { failPoints } from './failing-sandbox.ts';
import { openTestProcess, type TestProcess } from './open-test-process.ts';
import { missingEngine, testImage } from './sandbox/docker/docker-test-bed.ts';

const noDocker = missingEngine();
let dataDir: string;
let host: TestProcess;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'automa-crash-'));
});
afterEach(async () => {
  await host.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

const docker = async (...args: string[]) => (await promisify(execFile)('docker', args)).stdout.trim();
const open = async (options: Parameters<typeof openTestProcess>[1]) => {
  host = await openTestProcess(dataDir, options);
  return host;
};
const count = (last: number, pauseSeconds: number, exitCode = 0) =>
  `import sys, time\nfor n in range(1, ${last} + 1):\n    print(n, flush=True)\n    time.sleep(${pauseSeconds})\nsys.exit(${exitCode})\n`;

async function startFile(content: string, engine: string): Promise<string> {
  const isContainer = engine === 'docker';
  const { run } = await host.client.runs.startFile({
    title: 'crash',
    files: [{ path: 'main.py', content }],
    entrypoint: 'main.py',
    profile: {
      isolation: isContainer ? 'container' : 'any',
      limits: isContainer ? 'required' : 'best-effort',
      killGraceSeconds: 1,
    },
  });
  return run.id;
}

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  for (const deadline = performance.now() + 30_000; performance.now() < deadline; await delay(20))
    if (await condition()) return;
  throw new Error(`waited 30 s in vain until ${what}`);
}

const untilLines = (runId: string, lines: number) =>
  until(
    async () => (await host.client.runs.logs({ id: runId, from: 1, limit: 1 })).total >= lines,
    `run ${runId} has printed ${lines} lines`,
  );

const linesOf = async (runId: string) =>
  (await host.client.runs.logs({ id: runId, from: 1, limit: 5_000 })).lines.map(({ text }) => text);
const numbers = (last: number) => Array.from({ length: last }, (_, index) => String(index + 1));

describe.skipIf(noDocker !== undefined)('with Docker', () => {
  it('C1 a host killed in the middle of a run: one row, every line once, the real exit code', async () => {
    await open({ engine: 'docker' });
    const id = await startFile(count(100, 0.05, 3), 'docker');
    await untilLines(id, 30);
    await host.kill();
    await open({ engine: 'docker' });
    expect(await host.final(id)).toMatchObject({ status: 'failed', exitCode: 3, attempt: 1 });
    expect(await linesOf(id)).toEqual(numbers(100));
    expect((await host.client.runs.list({ limit: 10 })).items).toHaveLength(1);
  }, 120_000);

  it('C2 a script that ends while no host is there has its exit code and all its lines', async () => {
    await open({ engine: 'docker' });
    const id = await startFile(count(20, 0.05, 4), 'docker');
    await untilLines(id, 1);
    await host.kill();
    const name = await docker('ps', '-a', '--filter', `label=automa.run=${id}`, '--format', '{{.Names}}');
    await docker('wait', name);
    await open({ engine: 'docker' });
    expect(await host.final(id)).toMatchObject({ status: 'failed', exitCode: 4 });
    expect(await linesOf(id)).toEqual(numbers(20));
  }, 120_000);

  it.each(failPoints)(
    'C3 killed right after %s: the run is over, its script began once, nothing is left',
    async (point) => {
      const since = String(Math.floor(Date.now() / 1_000));
      await open({ engine: 'docker', canFail: true });
      host.armFailure(point);
      const id = await startFile(count(5, 0.01, 6), 'docker');
      expect(await host.ended).toMatchObject({ signal: 'SIGKILL' });
      await open({ engine: 'docker' });
      expect(await host.final(id)).toMatchObject({ status: 'failed', exitCode: 6, attempt: 1 });
      expect(await linesOf(id)).toEqual(numbers(5));
      await untilNoContainer(id);
      const starts = await docker(
        'events',
        '--since',
        since,
        '--until',
        String(Math.ceil(Date.now() / 1_000)),
        '--filter',
        `label=automa.run=${id}`,
        '--filter',
        'event=start',
        '--format',
        '{{.ID}}',
      );
      expect(starts.split('\n')).toHaveLength(1);
    },
    120_000,
  );

  it('C12 at its start a host removes its own orphans, and touches neither those of another instance nor foreign ones', async () => {
    await open({ engine: 'docker' });
    const id = await startFile('import time; time.sleep(60)', 'docker');
    await host.client.runs.get({ id });
    const [label = ''] = [await instanceOf(id)];
    const make = (...labels: string[]) =>
      docker('create', ...labels.flatMap((one) => ['--label', one]), testImage, 'true');
    const orphan = await make(`automa.instance=${label}`, 'automa.run=nobody', 'automa.attempt=1');
    const others = [
      await make(`automa.instance=${newId()}`, 'automa.run=nobody', 'automa.attempt=1'),
      await make('some=thing'),
    ];
    try {
      await host.kill();
      await open({ engine: 'docker' });
      await until(async () => !(await docker('ps', '-aq', '--no-trunc')).includes(orphan), 'the orphan is gone');
      expect(await host.client.runs.get({ id })).toMatchObject({ status: 'running' });
      for (const other of others) expect(await docker('inspect', '--format', '{{.Id}}', other)).toBe(other);
      const swept = (await host.client.audit.logs({ action: 'engine.sweep', limit: 10 })).items;
      expect(swept).toMatchObject([{ details: { removed: 1 } }]);
      await host.client.runs.cancel({ id });
      expect(await host.final(id)).toMatchObject({ status: 'cancelled' });
    } finally {
      execFileSync('docker', ['rm', '-f', ...others]);
    }
  }, 120_000);

  it('C20 asked to stop it leaves containers running, ends with 0 within ten seconds, and the next host takes them up', async () => {
    await open({ engine: 'docker' });
    const ids = [
      await startFile(count(60, 0.1, 5), 'docker'),
      await startFile(count(60, 0.1, 5), 'docker'),
      await startFile(count(3, 0, 5), 'docker'),
    ];
    await Promise.all(ids.slice(0, 2).map((id) => untilLines(id, 3)));
    const began = performance.now();
    expect(await host.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(10_000);
    await open({ engine: 'docker' });
    for (const id of ids) expect(await host.final(id)).toMatchObject({ status: 'failed', exitCode: 5 });
    expect(await linesOf(ids[0] ?? '')).toEqual(numbers(60));
    expect(await linesOf(ids[1] ?? '')).toEqual(numbers(60));
  }, 120_000);

  it('C20 with --stop-runs it stops them, and they are cancelled with the reason', async () => {
    await open({ engine: 'docker', args: ['--stop-runs'] });
    const ids = [await startFile(count(600, 0.1), 'docker'), await startFile(count(600, 0.1), 'docker')];
    await Promise.all(ids.map((id) => untilLines(id, 1)));
    expect(await host.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    for (const id of ids) expect(await docker('ps', '-aq', '--filter', `label=automa.run=${id}`)).toBe('');
    await open({ engine: 'docker' });
    for (const id of ids)
      expect(await host.client.runs.get({ id })).toMatchObject({
        status: 'cancelled',
        reason: 'stopped together with the host',
      });
  }, 120_000);

  async function instanceOf(runId: string): Promise<string> {
    for (const until = performance.now() + 20_000; performance.now() < until; await delay(50)) {
      const [found] = (await docker('ps', '-aq', '--filter', `label=automa.run=${runId}`)).split('\n');
      if (found) return docker('inspect', '--format', '{{index .Config.Labels "automa.instance"}}', found);
    }
    throw new Error(`run ${runId} has no container after 20 s`);
  }
  const untilNoContainer = (runId: string) =>
    until(
      async () => (await docker('ps', '-aq', '--filter', `label=automa.run=${runId}`)) === '',
      `run ${runId} has no container`,
    );
});

describe('with an executor that dies with the host', () => {
  it('C20 three runs at a stop: exit code 0 within ten seconds, and they are lost with the reason', async () => {
    await open({ engine: 'embedded' });
    const ids = [
      await startFile('import time; time.sleep(60)', 'embedded'),
      await startFile('print(1); import time; time.sleep(60)', 'embedded'),
      await startFile('print(2)', 'embedded'),
    ];
    await untilLines(ids[1] ?? '', 1);
    const began = performance.now();
    expect(await host.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(10_000);
    await open({ engine: 'embedded' });
    expect(await host.final(ids[1] ?? '')).toMatchObject({
      status: 'lost',
      reason: 'Automa was shut down, and with it the embedded sandbox',
    });
    expect(await host.final(ids[2] ?? '')).toMatchObject({ status: 'succeeded' });
    const live = (await host.client.runs.list({ limit: 10 })).items.filter(({ status }) => status === 'running');
    expect(live).toEqual([]);
  }, 120_000);

  it('C3 killed at an instant: what was going is lost in words, what waited runs', async () => {
    await open({ engine: 'embedded', canFail: true });
    host.armFailure('start');
    const first = await startFile('print(1); import time; time.sleep(60)', 'embedded');
    expect(await host.ended).toMatchObject({ signal: 'SIGKILL' });
    await open({ engine: 'embedded' });
    expect(await host.final(first)).toMatchObject({
      status: 'lost',
      reason: 'the embedded sandbox ended with the host',
    });
  }, 120_000);
});

describe('a host that is stopped for a while', () => {
  it('D3 decides within two seconds after it goes on, and has no instant twice or not at all', async () => {
    await open({ engine: 'embedded' });
    const { client } = host;
    const script = await client.scripts.create({ name: 'sleepy', content: 'print(1)' });
    await client.scripts.publish({ id: script.id });
    const agent = await client.agents.create({
      name: 'sleepy',
      scriptId: script.id,
      profile: { isolation: 'any', limits: 'best-effort' },
    });
    const job = await client.jobs.create({
      name: 'sleepy',
      agentId: agent.id,
      schedule: { kind: 'interval', expr: 'PT2S' },
      policy: { misfire: { policy: 'skip', graceSeconds: 1 } },
    });
    const ledger = async () => (await client.jobs.occurrences({ id: job.id })).items.toReversed();
    await until(async () => (await ledger()).length > 0, 'the job fired');
    process.kill(host.pid, 'SIGSTOP');
    await delay(9_000);
    process.kill(host.pid, 'SIGCONT');
    const wokeAt = Date.now();
    await until(
      async () => (await ledger()).some(({ outcome }) => outcome === 'missed'),
      'what was slept through is decided',
    );
    expect(Date.now() - wokeAt).toBeLessThan(2_000);
    const rows = await ledger();
    const steps = rows
      .slice(1)
      .map(({ scheduledFor }, index) => Date.parse(scheduledFor) - Date.parse(rows[index]?.scheduledFor ?? ''));
    expect(new Set(steps)).toEqual(new Set([2_000]));
    expect(rows.filter(({ outcome }) => outcome === 'missed').map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['asleep', 'asleep', 'asleep']),
    );
  }, 120_000);
});
