import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SandboxError } from '../sandbox.ts';
import {
  clearTestBed,
  docker,
  makeCollector,
  makeSpec,
  makeTestSandbox,
  missingEngine,
  runSpec,
  testInstanceId,
  until,
} from './docker-test-bed.ts';

const sandbox = makeTestSandbox();
const beginning = { stdoutBytes: 0, stderrBytes: 0 };

describe.skipIf(missingEngine() !== undefined)('how a container ends', () => {
  afterAll(async () => {
    expect(await clearTestBed()).toBe(0);
  });

  it('a probe finds the engine well and keeps the answer', async () => {
    const kept = new Map<string, string>();
    const probing = makeTestSandbox(undefined, kept);
    expect(await probing.probe()).toMatchObject({ executor: 'docker', ok: true, problem: null, unenforced: [] });
    expect([...kept.values()]).toEqual(['[]']);
    const startedAt = performance.now();
    expect(await probing.probe()).toMatchObject({ ok: true });
    expect(performance.now() - startedAt).toBeLessThan(200);
  });

  it('a socket where nobody listens is a finding, not an error', async () => {
    const health = await makeTestSandbox('/nowhere/docker.sock').probe();
    expect(health).toMatchObject({ ok: false, fix: expect.stringContaining('/nowhere/docker.sock') });
    await expect(makeTestSandbox('/nowhere/docker.sock').prepare(makeSpec(''))).rejects.toMatchObject({
      kind: 'unavailable',
    });
  });

  it('a script without output, with a message, or killed hard ends as it should', async () => {
    const scripts = [
      '',
      'import sys\nsys.exit("no luck")',
      'import os\nprint("x", end="")\nos._exit(7)',
      'import ctypes\nctypes.string_at(0)',
    ];
    const runs = await Promise.all(scripts.map((script) => runSpec(sandbox, makeSpec(script))));
    expect(runs.map(({ end }) => [end.exitCode, end.signal])).toEqual([
      [0, null],
      [1, null],
      [7, null],
      [139, 'SIGSEGV'],
    ]);
    expect(runs.map(({ stdout }) => stdout)).toEqual(['', '', 'x', '']);
    expect(runs[1]?.stderr).toBe('no luck\n');
  });

  it('C2 a run that ended while we were away is taken up with all its output, once', async () => {
    const spec = makeSpec(
      'import sys, time\nfor n in range(20):\n    print(n); print(-n, file=sys.stderr); time.sleep(0.05)\nsys.exit(4)',
    );
    const away = makeTestSandbox();
    const box = await away.prepare(spec);
    const before = makeCollector(spec);
    void box.run(before.sink);
    await until(() => before.stdout().includes('5'));
    await away.close();
    const resume = { stdoutBytes: before.raw().length, stderrBytes: before.stderr().length };
    const [seenOut, seenErr] = [before.stdout(), before.stderr()];
    await until(async () => (await docker('inspect', '--format', '{{.State.Status}}', box.binding.id)) === 'exited');

    const adopted = await sandbox.adopt(box.binding, spec, resume);
    const after = makeCollector(spec);
    expect(adopted?.wasStarted).toBe(true);
    expect(await adopted?.run(after.sink)).toMatchObject({ exitCode: 4, signal: null, trouble: null });
    const numbers = Array.from({ length: 20 }, (_, n) => n);
    expect(seenOut + after.stdout()).toBe(numbers.map((n) => `${n}\n`).join(''));
    expect(seenErr + after.stderr()).toBe(numbers.map((n) => `${-n}\n`).join(''));
    await adopted?.dispose();
  });

  it('C1 a run that goes on is adopted live; one never started says so; one removed is gone', async () => {
    const spec = makeSpec('import time\nfor n in range(30):\n    print(n); time.sleep(0.05)');
    const away = makeTestSandbox();
    const box = await away.prepare(spec);
    const waiting = await sandbox.adopt(box.binding, spec, beginning);
    expect(waiting?.wasStarted).toBe(false);
    const before = makeCollector(spec);
    void box.run(before.sink);
    await until(() => before.stdout().includes('5'));
    await away.close();
    const seen = before.stdout();
    const adopted = await sandbox.adopt(box.binding, spec, { stdoutBytes: before.raw().length, stderrBytes: 0 });
    const after = makeCollector(spec);
    expect(await adopted?.run(after.sink)).toMatchObject({ exitCode: 0 });
    expect(seen + after.stdout()).toBe(Array.from({ length: 30 }, (_, n) => `${n}\n`).join(''));
    await adopted?.dispose();
    expect(await sandbox.adopt(box.binding, spec, beginning)).toBeUndefined();
  });

  it('C2 a loss because the engine cut its log meanwhile is named, and nothing comes twice', async () => {
    const script = 'import time\nfor n in range(120000):\n    print("%0255d" % n)\n    if n == 40000: time.sleep(2.5)';
    const spec = makeSpec(script, { profile: { cpus: 2 } });
    const away = makeTestSandbox();
    const box = await away.prepare(spec);
    const before = makeCollector(spec);
    void box.run(before.sink);
    await until(() => before.raw().length === 40_001 * 256);
    await until(
      () =>
        existsSync(join(spec.workDir, 'output-mark.json')) &&
        readFileSync(join(spec.workDir, 'output-mark.json'), 'utf8').includes(`:${40_001 * 256},`),
    );
    await away.close();
    const stored = before.raw().length;
    await until(
      async () => (await docker('inspect', '--format', '{{.State.Status}}', box.binding.id)) === 'exited',
      20_000,
    );

    const adopted = await sandbox.adopt(box.binding, spec, { stdoutBytes: stored, stderrBytes: 0 });
    const after = makeCollector(spec);
    expect(await adopted?.run(after.sink)).toMatchObject({ exitCode: 0 });
    const lines = after.stdout().split('\n').filter(Boolean).map(Number);
    expect(lines.at(-1)).toBe(119_999);
    expect(lines[0]).toBeGreaterThan(40_000);
    expect(lines).toEqual(lines.map((_, index) => (lines[0] ?? 0) + index));
    expect(after.notes).toEqual([expect.stringContaining('output was lost here')]);
    await adopted?.dispose();
  });

  it('C3 a container left from a crash before its record is replaced, one that began is not', async () => {
    const spec = makeSpec('print("once")');
    const left = await sandbox.prepare(spec);
    const box = await sandbox.prepare(spec);
    expect(box.binding.id).not.toBe(left.binding.id);
    expect(await box.run(makeCollector(spec).sink)).toMatchObject({ exitCode: 0 });
    await expect(sandbox.prepare(spec)).rejects.toMatchObject({ name: 'SandboxError', kind: 'invalid' });
    await box.dispose();
  });

  it('C9 every recorded exit code is the script’s', async () => {
    const codes = Array.from({ length: 52 }, (_, index) => index * 5);
    const seen: (number | null)[] = [];
    const work = codes.entries();
    async function worker(): Promise<void> {
      for (const [index, code] of work) {
        const script = `import sys, time\ntime.sleep(${((index * 37) % 200) / 1_000})\nsys.exit(${code})`;
        const { end } = await runSpec(sandbox, makeSpec(script, { profile: { cpus: 2 } }));
        expect(end).toMatchObject({ signal: null, trouble: null });
        seen[index] = end.exitCode;
      }
    }
    await Promise.all([worker(), worker(), worker()]);
    expect(seen).toEqual(codes);
  }, 60_000);

  describe('C11 an image that cannot start', () => {
    const image = 'automa-test-empty:1';
    beforeAll(() => {
      execFileSync('sh', ['-c', `tar -cf - -T /dev/null | docker import - ${image}`], { stdio: 'ignore' });
    });
    afterAll(async () => {
      await docker('rmi', image);
    });

    it('is refused with one line of cause, and leaves nothing', async () => {
      for (let attempt = 1; attempt <= 10; attempt += 1) {
        const spec = makeSpec('', { attempt, profile: { image } });
        const failure = await sandbox
          .prepare(spec)
          .then(
            (box) => box.run(makeCollector(spec).sink),
            (error: unknown) => error,
          )
          .catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(SandboxError);
        expect(failure).toMatchObject({ kind: 'invalid' });
      }
      expect(await docker('ps', '-aq', '--filter', `label=automa.instance=${testInstanceId}`)).toBe('');
    });

    it('A23 a missing image and one that changed under a run are told apart', async () => {
      const absent = makeSpec('', { profile: { image: 'automa-test-absent:1' } });
      await expect(sandbox.prepare(absent)).rejects.toMatchObject({ kind: 'image-missing' });
      const gone = makeSpec('', { imageDigest: `sha256:${'0'.repeat(64)}` });
      await expect(sandbox.prepare(gone)).rejects.toMatchObject({ kind: 'image-changed' });
    });
  });

  it('C12 sweeping removes what is ours and belongs to no attempt, and nothing else', async () => {
    const [kept, orphan] = [makeSpec(''), makeSpec('')];
    const [keptBox] = await Promise.all([sandbox.prepare(kept), sandbox.prepare(orphan)]);
    const foreign = await docker(
      'create',
      '--label',
      'automa.instance=another',
      '--entrypoint',
      'true',
      keptBox.binding.imageDigest ?? '',
    );
    expect(await sandbox.sweep(new Set([`${kept.runId}/1`]))).toBe(1);
    expect(await docker('ps', '-aq', '--no-trunc', '--filter', `id=${foreign}`)).toBe(foreign);
    await docker('rm', foreign);
    await keptBox.dispose();
  });

  it('C18 short runs deliver all they wrote, each of 50 times', async () => {
    const lengths: number[] = [];
    const script = 'import sys\nsys.stdout.write("x" * 8199 + "\\n")';
    const work = Array.from({ length: 50 }).entries();
    async function worker(): Promise<void> {
      for (const [index] of work)
        lengths[index] = (await runSpec(sandbox, makeSpec(script, { profile: { cpus: 2 } }))).stdout.length;
    }
    await Promise.all([worker(), worker(), worker()]);
    expect(lengths).toEqual(Array.from({ length: 50 }, () => 8_200));
  }, 60_000);

  it('C19 a stream that ends early is not an exit, and loses nothing', async () => {
    const socketPath = join(tmpdir(), `automa-cut-${process.pid}.sock`);
    const proxy = createServer((client) => {
      const engine = connect('/var/run/docker.sock');
      client.once('data', (head) => {
        if (head.includes('/attach')) setTimeout(() => client.destroy(), 600); // as an engine or proxy would drop it
      });
      for (const [from, to] of [
        [client, engine],
        [engine, client],
      ] as const)
        from.pipe(to).on('error', () => from.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(socketPath, resolve));
    const script = 'import time\nfor n in range(40):\n    print(n); time.sleep(0.04)\nraise SystemExit(9)';
    const cut = makeTestSandbox(socketPath);
    const run = await runSpec(cut, makeSpec(script));
    expect(run.end).toMatchObject({ exitCode: 9, trouble: null });
    expect(run.stdout).toBe(Array.from({ length: 40 }, (_, n) => `${n}\n`).join(''));
    proxy.close();
  });
});
