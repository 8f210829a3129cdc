import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Occurrence } from '#contract/jobs.ts';
import { finalStatuses, LogPage, Run } from '#contract/runs.ts';
import { eventually } from './open-test-host.ts';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'automa-readme-'));
const problem = findProblem();
/** The sleep of the block is 8 s; the rest is a slow machine's. */
const withinMs = 120_000;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(problem !== undefined)("README's first five minutes", () => {
  it('one script in a sandbox, and a look at what works here', { timeout: withinMs }, async () => {
    const [run = '', doctor = '', ...others] = blockAfter('One script in a sandbox').trimEnd().split('\n');
    expect(others).toEqual([]);
    const ran = startBash(run, { AUTOMA_DATA_DIR: join(folder, 'first') });
    await ran.succeeded();
    expect(await ran.stdout).toMatch(/^\d+ zones in \d+ countries, from .+\n(\w\w: \d+ zones\n){3}$/);
    const asked = startBash(doctor, { AUTOMA_DATA_DIR: join(folder, 'first') });
    await asked.succeeded();
    expect(await asked.stdout).toMatch(/^✓ embedded Python /m);
  });

  it('a host, a script, a schedule: it runs, its log says so, and everything ends', { timeout: withinMs }, async () => {
    const port = await findFreePort();
    const block = blockAfter('<!-- executed by src-main/http/readme.test.ts -->').replaceAll('4680', String(port));
    const shell = startBash(`${block}\necho "$TOKEN $JOB $RUN" >&3`, { AUTOMA_DATA_DIR: join(folder, 'host') });
    try {
      await shell.succeeded();
      const [token = '', jobId = '', runId = ''] = shell.told().trim().split(' ');
      const call = async (path: string, method = 'GET'): Promise<unknown> => {
        const body = method === 'GET' ? {} : { body: '{}' };
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
        const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`, { method, headers, ...body });
        expect(answer.status, path).toBeLessThan(300);
        return answer.json();
      };
      // A slow machine may not be done with it after the block's few seconds
      const run = await eventually(async () => {
        const now = Run.parse(await call(`runs/${runId}`));
        return (finalStatuses as readonly string[]).includes(now.status) && now;
      }, 30_000);
      expect(run).toMatchObject({
        status: 'succeeded',
        jobId,
        origin: { reason: 'schedule' },
        result: { greeted: 'world' },
      });
      const { lines } = LogPage.parse(await call(`runs/${runId}/logs`));
      expect(lines).toMatchObject([{ stream: 'stdout', text: 'hello world' }]);
      const { items } = Occurrences.parse(await call(`jobs/${jobId}/occurrences`));
      expect(items.find((occurrence) => occurrence.runId === runId)).toMatchObject({
        outcome: 'ran',
        scheduledFor: run.origin.scheduledFor,
      });

      await call(`jobs/${jobId}/pause`, 'POST'); // so that no container is left for the next host to take up
      const ids = await eventually(async () => {
        const { items: all } = Runs.parse(await call(`jobs/${jobId}/executions`));
        return (
          all.every(({ status }) => (finalStatuses as readonly string[]).includes(status)) && all.map(({ id }) => id)
        );
      }, 30_000);
      shell.stop();
      const said = await shell.stdout; // ends when the last process that holds it has ended
      expect(said).toContain(`automa listening on http://127.0.0.1:${port}\n`);
      expect(said).toContain(`"runId":"${runId}"`);
      await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow('fetch failed');
      if (run.executor === 'docker') expect(findContainers(ids)).toEqual([]);
    } finally {
      shell.stop();
      await shell.stdout;
    }
  });
});

const Runs = z.object({ items: z.array(Run) });
const Occurrences = z.object({ items: z.array(Occurrence) });

/** The fenced block that follows a line of README. */
function blockAfter(mark: string): string {
  const rest = readme.slice(readme.indexOf(mark));
  const block = /^```sh\n(.*?)^```$/ms.exec(rest)?.[1];
  if (!readme.includes(mark) || block === undefined)
    throw new Error(`README.md has no block after ${JSON.stringify(mark)}`);
  return block;
}

/** Runs lines as a newcomer does, in the checkout and without a registry; the process group is ours to end. */
function startBash(script: string, env: NodeJS.ProcessEnv) {
  // What npm says to the programs it starts, this test among them, is not what a newcomer's shell holds
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|automa_|vitest|node_env)/i.test(name));
  const child = spawn('bash', ['-eo', 'pipefail', '-c', script], {
    cwd: root,
    env: {
      ...Object.fromEntries(own),
      npm_config_cache: join(folder, 'npm'),
      npm_config_offline: 'true',
      AUTOMA_ENGINE: 'auto',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const [, out, err, answers] = child.stdio as unknown as [null, Readable, Readable, Readable]; // as asked for just above
  const [stdout, stderr] = [text(out), text(err)];
  let told = '';
  answers.on('data', (bytes: Buffer) => {
    told += bytes.toString();
  });
  const exited = once(child, 'exit');
  const stop = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    } catch {
      // the whole group has ended already
    }
  };
  return {
    stdout,
    /** Waits for the shell itself, not for what it left running; throws with all that was said when it failed. */
    succeeded: async () => {
      const [code] = await exited;
      if (code === 0) return;
      stop();
      throw new Error(`exit code ${code}\n${await stdout}\n${await stderr}`);
    },
    /** What the script wrote to descriptor 3. */
    told: () => told,
    stop,
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  server.close();
  await once(server, 'close');
  return port;
}

function findContainers(runIds: string[]): string[] {
  const ask = (id: string) =>
    execFileSync('docker', ['ps', '-aq', '--filter', `label=automa.run=${id}`], { encoding: 'utf8' }).trim();
  return runIds.map(ask).filter((found) => found !== '');
}

function findProblem(): string | undefined {
  for (const tool of ['bash', 'curl', 'npx']) {
    try {
      execFileSync(tool, ['--version'], { stdio: 'ignore' });
    } catch {
      const reason = `README's lines need ${tool}`;
      if (process.env.AUTOMA_REQUIRE_ENGINE === '1') throw new Error(reason);
      console.warn(`SKIPPED, not tested here: ${reason}`);
      return reason;
    }
  }
  return undefined;
}
