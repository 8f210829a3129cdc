import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { newId } from '../base/ids.ts';
import { silentLogger } from '../base/logger.ts';
import { makeLocalSandbox } from './local/local-sandbox.ts';

const runnerDir = join(import.meta.dirname, '../../sandbox-image/runner');
const looked = makeLocalSandbox({ instanceId: newId(), runnerDir, logger: silentLogger });
const { ok: hasLocal, problem } = await looked.probe();
await looked.close();
if (!hasLocal && process.env.AUTOMA_REQUIRE_ENGINE === '1') throw new Error(`local sandbox: ${problem}`);
if (!hasLocal) process.stderr.write(`\nlocal sandbox NOT TESTED: ${problem}\n`);

/** A host of its own that runs a script for ever and says under which process. */
const host = (sandbox: string, script: string) => `
import { makeLocalSandbox } from ${JSON.stringify(join(import.meta.dirname, 'local/local-sandbox.ts'))};
import { makeEmbeddedSandbox } from ${JSON.stringify(join(import.meta.dirname, 'embedded/embedded-sandbox.ts'))};
import { checkoutPaths } from ${JSON.stringify(join(import.meta.dirname, 'embedded/embedded-test-bed.ts'))};
import { tryScript } from ${JSON.stringify(join(import.meta.dirname, 'try-script.ts'))};
import { silentLogger as logger } from ${JSON.stringify(join(import.meta.dirname, '../base/logger.ts'))};
const sandbox = ${sandbox};
await tryScript(sandbox, ${JSON.stringify(script)}, { folder: process.argv[1], timeoutSeconds: 600, onOutput: (box) => process.stdout.write(box.binding.id + '\\n') });
`;

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

async function killHostOf(sandbox: string, script: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'automa-try-'));
  folders.push(folder);
  const child = spawn(
    process.execPath,
    ['--no-warnings', '--input-type=module-typescript', '-e', host(sandbox, script), folder],
    {
      cwd: join(import.meta.dirname, '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    const pid = await new Promise<number>((resolve, reject) => {
      child.stdout.once('data', (bytes: Buffer) => resolve(Number.parseInt(bytes.toString(), 10)));
      child.once('exit', (code) => reject(new Error(`the host ended with ${code}`)));
    });
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    return pid;
  } finally {
    child.kill('SIGKILL');
  }
}

async function isGoneWithin(pid: number, ms: number): Promise<boolean> {
  for (const until = performance.now() + ms; performance.now() < until; await sleep(20)) {
    if (!existsSync(`/proc/${pid}`)) return true;
  }
  return false;
}

const spinner =
  'import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print("up", flush=True)\nwhile True: sum(range(10**9))';

describe.skipIf(process.platform !== 'linux')('nothing of a run outlives a host that is killed', () => {
  it.skipIf(!hasLocal)('a script in the local sandbox dies with it, and the next start sweeps up', async () => {
    const instanceId = newId();
    const source = `makeLocalSandbox({ instanceId: '${instanceId}', runnerDir: ${JSON.stringify(runnerDir)}, logger })`;
    expect(await isGoneWithin(await killHostOf(source, spinner), 5_000)).toBe(true);
    const next = makeLocalSandbox({ instanceId, runnerDir, logger: silentLogger });
    // Folders of its own are made for boxes only where the product is root.
    expect(await next.sweep(new Set())).toBe(process.getuid?.() === 0 ? 1 : 0);
    expect(await next.sweep(new Set())).toBe(0);
    await next.close();
    expect(existsSync(join(tmpdir(), `automa-${instanceId}`))).toBe(false);
  });

  it('a script in the embedded Python dies with it, even deep inside C', async () => {
    const embedded = 'makeEmbeddedSandbox({ ...checkoutPaths, logger, warm: false })';
    expect(await isGoneWithin(await killHostOf(embedded, spinner), 5_000)).toBe(true);
  }, 60_000);
});
