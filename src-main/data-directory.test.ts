import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';

const entry = join(import.meta.dirname, 'cli.ts');
const environment = { ...process.env, AUTOMA_ENGINE: 'embedded', AUTOMA_ADMIN_EMAIL: '', AUTOMA_ADMIN_PASSWORD: '' };

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'automa-directory-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** `automa serve`, under the umask that keeps nothing from anybody; answers when it listens. */
async function serve(dataDir: string) {
  const startedAt = performance.now();
  const command = `umask 000; exec ${JSON.stringify(process.execPath)} ${JSON.stringify(entry)} serve --data-dir ${JSON.stringify(dataDir)} --port 0`;
  const child = spawn('sh', ['-c', command], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  onTestFinished(() => end('SIGKILL'));
  const [line] = await once(createInterface(child.stdout), 'line');
  expect(line).toContain('automa listening on');
  return { pid: child.pid, end, startMs: performance.now() - startedAt };
}

describe('C13 two instances want one data directory', () => {
  it('the second ends with code 3 and names the first; after a kill -9 of it the next one starts at once', {
    timeout: 60_000,
  }, async () => {
    const dataDir = join(makeFolder(), 'data');
    const first = await serve(dataDir);
    const second = spawnSync(process.execPath, [entry, 'serve', '--data-dir', dataDir, '--port', '0'], {
      env: environment,
      encoding: 'utf8',
    });
    expect(second.stderr).toContain(`${dataDir} is in use by process ${first.pid} (serve)`);
    expect(second.status).toBe(3);

    await first.end('SIGKILL');
    const third = await serve(dataDir);
    // within 2 s of what a start takes anyway, which this shared machine decides: the first one made everything anew
    expect(third.startMs).toBeLessThan(first.startMs + 2_000);
  });
});

describe('E16 a data directory under umask 000', () => {
  it('has no file that anybody but its owner may touch, save within trees/ and runs/, which are closed themselves', {
    timeout: 120_000,
  }, async () => {
    const folder = makeFolder();
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir);
    const script = join(folder, 'hello.py');
    writeFileSync(script, 'print("hello")\n');
    const first = await serve(dataDir);
    const ran = spawnSync(process.execPath, [entry, 'run', script, '--data-dir', dataDir], {
      env: environment,
      encoding: 'utf8',
    });
    expect(`${ran.stdout}${ran.stderr}`).toContain('hello');
    const whileServing = readAll(dataDir);
    await first.end('SIGTERM');

    const found = new Map([...whileServing, ...readAll(dataDir)]);
    const names = [...found.keys()];
    for (const name of [
      'automa.db',
      'automa.db-wal',
      'logs.db',
      'audit-anchor.json',
      'audit-anchor.key',
      'ballast',
      'holder.json',
      'lock',
      'logs/automa.log',
      'logs/audit.jsonl',
    ])
      expect(names).toContain(name);
    expect(found.get('')).toBe(0o700);
    expect(found.get('trees')).toBe(0o700);
    expect(found.get('runs')).toBe(0o700);
    const open = [...found].filter(([name, mode]) => !/^(trees|runs)\//.test(name) && (mode & 0o077) !== 0);
    expect(open.map(([name, mode]) => `${name} ${mode.toString(8)}`)).toEqual([]);
  });
});

/** The mode of every file and folder of a directory, by its path in it. */
function readAll(folder: string): Map<string, number> {
  const names = ['', ...readdirSync(folder, { recursive: true }).map(String)];
  return new Map(
    names.flatMap((name): [string, number][] => {
      const stat = statSync(join(folder, name), { throwIfNoEntry: false });
      return stat === undefined ? [] : [[name, stat.mode & 0o777]];
    }),
  );
}
