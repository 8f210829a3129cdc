import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { withClient } from '../../src-main/cli/connect.ts';
import { type Bench, interleave, inWords } from './measure.ts';
import { waitForOutput } from './measured-process.ts';
import { millionRuns, openMillionRuns } from './million-runs.ts';
import { installation } from './open-host.ts';

const rounds = 15;
const bundle = join(installation.root, 'out/main/cli.js');
const administrator = { AUTOMA_ADMIN_EMAIL: 'bench@example.org', AUTOMA_ADMIN_PASSWORD: 'plinth-otter-cadmium' };

/** P11: from the start of the process until the API has answered a read of the newest of a million runs, as shipped. */
export const startUp: Bench = {
  name: 'start-up',
  run: async () => {
    if (!existsSync(bundle)) {
      const build = spawnSync('electron-vite', ['build', '--logLevel', 'warn'], {
        cwd: installation.root,
        stdio: ['ignore', 2, 2],
      });
      if (build.status !== 0) return { skipped: 'the bundle cannot be built; `npm run build` says why' };
    }
    const dataDir = openMillionRuns();
    const token = await makeToken(dataDir);
    const spread = await interleave(rounds, { bare: startBare, automa: () => startHost(dataDir, token) });
    return [
      {
        id: 'P11',
        what: `start until the API answers, ${millionRuns.runs} runs, over bare node`,
        measured: spread.automa.median - spread.bare.median,
        unit: 'ms',
        bar: 250,
        isUpperBound: true,
        note: `${inWords(spread.automa)} against ${inWords(spread.bare)}, bundle of ${statSync(bundle).mtime.toISOString()}, compile cache filled`,
      },
    ];
  },
};

/** The host's first start on this data directory: it migrates and makes the administrator, which is not measured. */
async function makeToken(dataDir: string): Promise<string> {
  const host = serve(dataDir, administrator);
  await waitForOutput(host, announces);
  const { secret } = await withClient({ installation, exitCode: 0 }, { dataDir }, (client) =>
    client.tokens.create({ name: 'bench', scopes: ['runs:read'] }),
  );
  await stop(host);
  return secret;
}

async function startHost(dataDir: string, token: string): Promise<number> {
  const startedAt = performance.now();
  const host = serve(dataDir);
  const url = await waitForOutput(host, announces);
  const answer = await fetch(`${url}/api/v1/runs?limit=50`, { headers: { authorization: `Bearer ${token}` } });
  const { items } = (await answer.json()) as { items: unknown[] }; // checked right below
  const tookMs = performance.now() - startedAt;
  if (!answer.ok || items.length !== 50) throw new Error(`the API answered ${answer.status} with ${items.length} runs`);
  await stop(host);
  return tookMs;
}

async function startBare(): Promise<number> {
  const startedAt = performance.now();
  const bare = spawn(process.execPath, ['-e', "console.log('listening on nothing')"], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await waitForOutput(bare, announces);
  return performance.now() - startedAt;
}

const announces = /listening on (\S+)/;

function serve(dataDir: string, env: Record<string, string> = {}): ChildProcess {
  const args = [bundle, 'serve', '--data-dir', dataDir, '--port', '0'];
  return spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
}

async function stop(host: ChildProcess): Promise<void> {
  const exit = once(host, 'exit');
  host.kill('SIGTERM');
  await exit;
}
