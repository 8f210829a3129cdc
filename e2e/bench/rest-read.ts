import { deepStrictEqual } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, withClient } from '../../src-main/cli/connect.ts';
import { type Bench, interleave } from './measure.ts';
import { type MeasuredProcess, startMeasured } from './measured-process.ts';
import { installation } from './open-host.ts';

const rounds = 15;
const connections = 20;
const requestsPerConnection = 150;
const requests = connections * requestsPerConnection;
const announces = /listening on (\S+)/;
const administrator = { AUTOMA_ADMIN_EMAIL: 'bench@example.org', AUTOMA_ADMIN_PASSWORD: 'plinth-otter-cadmium' };

/** P12: server CPU of GET one job with an API token against node:http answering the same JSON from the same rows. */
export const restRead: Bench = {
  name: 'rest-read',
  run: async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'automa-bench-'));
    const env = { ...administrator, AUTOMA_ENGINE: 'embedded', AUTOMA_ENGINE_SOCKET: join(dataDir, 'no-engine.sock') };
    const host = await startMeasured(join(installation.root, 'src-main/cli.ts'), {
      args: ['serve', '--data-dir', dataDir, '--port', '0'],
      env,
      announces,
    });
    const plain = await startMeasured(join(import.meta.dirname, 'plain-server.ts'), {
      args: [join(dataDir, 'automa.db')],
      announces,
    });
    try {
      const { jobId, tokens } = await withClient({ installation, exitCode: 0 }, { dataDir }, prepare);
      const ours = { server: host, url: `${host.announced}/api/v1/jobs/${jobId}`, tokens };
      const theirs = { server: plain, url: `${plain.announced}/api/v1/jobs/${jobId}`, tokens };
      deepStrictEqual(await readOnce(ours), await readOnce(theirs));
      const spread = await interleave(rounds, {
        plain: () => cpuPerRequest(theirs),
        automa: () => cpuPerRequest(ours),
      });
      const inWords = ({ median, p10, p90 }: { median: number; p10: number; p90: number }) =>
        `${median.toFixed(0)} µs [${p10.toFixed(0)}–${p90.toFixed(0)}]`;
      return [
        {
          id: 'P12',
          what: 'server CPU of a REST read ÷ node:http',
          measured: spread.automa.median / spread.plain.median,
          unit: 'ratio',
          bar: 3,
          isUpperBound: true,
          note: `${inWords(spread.automa)} against ${inWords(spread.plain)}, ${connections} connections, access log on`,
        },
      ];
    } finally {
      await Promise.all([host.close(), plain.close()]);
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

interface Target {
  server: MeasuredProcess;
  url: string;
  /** One for each connection: what a token may ask in a minute is limited. */
  tokens: string[];
}

/** A job with one trigger, and tokens that may read it. */
async function prepare(client: Client): Promise<{ jobId: string; tokens: string[] }> {
  const script = await client.scripts.create({ name: 'bench', entrypoint: 'main.py', content: 'print(1)\n' });
  const agent = await client.agents.create({ name: 'bench', scriptId: script.id, environment: 'TEST' });
  const job = await client.jobs.create({
    name: 'bench',
    agentId: agent.id,
    triggers: [{ kind: 'cron', expr: '0 8 * * MON-FRI', timezone: 'UTC' }],
  });
  const tokens: string[] = [];
  for (let n = 0; n < connections; n++)
    tokens.push((await client.tokens.create({ name: `bench ${n}`, scopes: ['jobs:read'] })).secret);
  return { jobId: job.id, tokens };
}

/** Microseconds the server spent, user and system, on each of the requests of one round. */
async function cpuPerRequest(target: Target): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  await target.server.read();
  await Promise.all(
    target.tokens.map(async (token) => {
      for (let request = 0; request < requestsPerConnection; request++) await read(target.url, token, agent);
    }),
  );
  const { cpuMs } = await target.server.read();
  agent.destroy();
  return (cpuMs * 1_000) / requests;
}

async function readOnce({ url, tokens }: Target): Promise<unknown> {
  return JSON.parse(await read(url, tokens[0] ?? '', new Agent()));
}

function read(url: string, token: string, agent: Agent): Promise<string> {
  return new Promise((done, fail) => {
    get(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('error', fail).on('end', () => {
        if (response.statusCode === 200) done(body);
        else fail(new Error(`${url} answered ${response.statusCode}: ${body}`));
      });
    }).on('error', fail);
  });
}
