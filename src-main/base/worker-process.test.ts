import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeWorkerProcess } from './worker-process.ts';

interface Tasks {
  pid: { input: undefined; output: number };
  double: { input: number; output: number };
  copy: { input: unknown; output: unknown };
  fail: { input: string; output: never };
  die: { input: undefined; output: never };
  hang: { input: undefined; output: never };
  aborts: { input: undefined; output: number };
}

const folder = mkdtempSync(join(tmpdir(), 'automa-worker-'));
const entry = join(folder, 'entry.ts');
writeFileSync(
  entry,
  `import { serveTasks } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'serve-tasks.ts')).href)};
  let aborts = 0;
  serveTasks({
    pid: () => process.pid,
    double: (input) => input * 2,
    copy: (input) => input,
    fail: (input) => { throw new TypeError(input); },
    die: () => process.exit(7),
    hang: (_, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => { aborts++; reject(signal.reason); })),
    aborts: () => aborts,
  });`,
);
const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

function start(idleMs?: number) {
  const warnings: string[] = [];
  const worker = makeWorkerProcess<Tasks>({
    entry,
    args: [],
    logger: { warn: (_details, message) => warnings.push(message) },
    ...(idleMs === undefined ? {} : { idleMs }),
  });
  cleanUps.push(() => worker.close());
  return { worker, warnings };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const gone = (pid: number) => vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 5_000, interval: 20 });

describe('a worker process', () => {
  it('does tasks in one child, also several at once, and passes values as they are', async () => {
    const { worker } = start();
    const doubled = await Promise.all([1, 2, 3].map((value) => worker.call('double', value)));
    expect(doubled).toEqual([2, 4, 6]);
    const value = { at: new Date(0), bytes: new Uint8Array([1, 2]), missing: undefined, map: new Map([['a', 1n]]) };
    expect(await worker.call('copy', value)).toEqual(value);
    expect(await worker.call('pid', undefined)).toBe(await worker.call('pid', undefined));
  });

  it('hands on what a task throws', async () => {
    const { worker } = start();
    await expect(worker.call('fail', 'wrong kind')).rejects.toThrow(new TypeError('wrong kind'));
  });

  it('rejects what was under way when it dies, and starts again with the next call', async () => {
    const { worker, warnings } = start();
    const hanging = worker.call('hang', undefined);
    const dying = worker.call('die', undefined);
    await expect(dying).rejects.toThrow('the worker process ended during die: exit code 7');
    await expect(hanging).rejects.toThrow('the worker process ended during hang');
    expect(warnings).toEqual(['the worker process ended at work']);
    expect(await worker.call('double', 21)).toBe(42);
  });

  it('lets go of a call whose caller left, and tells the task', async () => {
    const { worker } = start();
    const abort = new AbortController();
    const hanging = worker.call('hang', undefined, abort.signal);
    abort.abort(new Error('enough'));
    await expect(hanging).rejects.toThrow('enough');
    expect(await worker.call('aborts', undefined)).toBe(1);
    await expect(worker.call('hang', undefined, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
  });

  it('ends when idle, and comes back when needed', async () => {
    const { worker, warnings } = start(50);
    const first = await worker.call('pid', undefined);
    await gone(first);
    expect(await worker.call('pid', undefined)).not.toBe(first);
    expect(warnings).toEqual([]);
  });

  it('ends at close, rejecting what is under way', async () => {
    const { worker } = start();
    const pid = await worker.call('pid', undefined);
    const hanging = worker.call('hang', undefined);
    worker.close();
    await expect(hanging).rejects.toThrow('it was closed');
    await gone(pid);
  });

  it('says so when its entry cannot be started', async () => {
    const worker = makeWorkerProcess<Tasks>({
      entry: join(folder, 'missing.ts'),
      args: [],
      logger: { warn: () => {} },
    });
    await expect(worker.call('pid', undefined)).rejects.toThrow('the worker process ended during pid');
  });

  it('dies with its parent, and keeps no parent alive that has nothing to ask', async () => {
    const parent = (end: string) => `
      import { makeWorkerProcess } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'worker-process.ts')).href)};
      const worker = makeWorkerProcess({ entry: ${JSON.stringify(entry)}, args: [], logger: { warn() {} } });
      console.log(await worker.call('pid', undefined));
      ${end}`;
    for (const end of ['', "worker.call('hang', undefined);"]) {
      const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', parent(end)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = once(child, 'exit');
      const [printed] = (await once(child.stdout, 'data')) as [Buffer];
      if (end !== '') child.kill('SIGKILL');
      await exited;
      await gone(Number(printed.toString()));
    }
  });
});
