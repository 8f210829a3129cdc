import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Client, withClient } from '../../src-main/cli/connect.ts';
import { defaultProfile } from '../../src-preload/contract/profile.ts';
import { dockerLimits } from './docker-limits.ts';
import { type Bench, interleave, inWords, type Result, spreadOf, timeMs } from './measure.ts';
import { type MeasuredProcess, startMeasured } from './measured-process.ts';
import { installation } from './open-host.ts';

const flooded = 1_000_000;
const rounds = 3;
const pages = 100;
const pageLines = 200;
const searches = 5;
/** A core for the script: the half of the default profile would be measured instead of the way its bytes take. */
const profile = { ...defaultProfile, cpus: 1, logCapMb: 1_024 };
const image = `automa-sandbox:${installation.version}`;
const run = promisify(execFile);

/** P6: a million lines from a container, stored and live to one viewer, against `docker logs -f`. P7: reading them. */
export const logFlood: Bench = {
  name: 'log-flood',
  run: async () => {
    const engine = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { encoding: 'utf8' });
    if (engine.status !== 0) return { skipped: 'no Docker engine answers' };
    const dataDir = mkdtempSync(join(tmpdir(), 'automa-bench-'));
    const host = await startMeasured(join(installation.root, 'src-main/cli.ts'), {
      args: ['serve', '--data-dir', dataDir, '--port', '0'],
      env: { AUTOMA_ENGINE: 'docker', AUTOMA_LOG_LEVEL: 'warn' },
      announces: /listening on (\S+)/,
    });
    try {
      return await withClient({ installation, exitCode: 0 }, { dataDir }, async (client) => [
        ...(await measureFlood(client, host, engine.stdout.trim())),
        ...(await measureReading(client, host)),
      ]);
    } finally {
      await host.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

async function measureFlood(client: Client, host: MeasuredProcess, engine: string): Promise<Result[]> {
  await flood(client, 1_000);
  const idle = await host.read();
  const growths: number[] = [];
  const spread = await interleave(rounds, {
    docker: () => timeMs(floodDocker),
    automa: async () => {
      await host.read();
      const tookMs = await timeMs(() => flood(client, flooded));
      growths.push((await host.read()).peakRssMiB - idle.rssMiB);
      return tookMs;
    },
  });
  return [
    {
      id: 'P6',
      what: '1 M lines to store and viewer ÷ docker logs -f',
      measured: spread.automa.median / spread.docker.median,
      unit: 'ratio',
      bar: 0.4,
      isUpperBound: true,
      note: `${inWords(spread.automa)} against ${inWords(spread.docker)}, json-file on both sides, no line lost, Docker ${engine}`,
    },
    {
      id: 'P6',
      what: 'RSS meanwhile over idle',
      measured: Math.max(...growths),
      unit: 'MiB',
      bar: 100,
      isUpperBound: true,
      note: `peaks ${growths.map((growth) => growth.toFixed(0)).join(', ')} over ${idle.rssMiB.toFixed(0)} MiB`,
    },
  ];
}

/** What the two questions cost whoever asks, on the way through the API; meanwhile the host must stay awake. */
async function measureReading(client: Client, host: MeasuredProcess): Promise<Result[]> {
  const id = await flood(client, flooded);
  await checkStored(client, id);
  await host.read();
  const reads: number[] = [];
  for (let page = 0; page < pages; page++) {
    const from = 1 + Math.floor(Math.random() * (flooded - pageLines));
    reads.push(await timeMs(() => client.runs.logs({ id, from, limit: pageLines })));
  }
  const finds: number[] = [];
  for (let search = 0; search < searches; search++) {
    finds.push(
      await timeMs(async () => {
        const found = await client.runs.logs({ id, q: `item ${flooded / 2 + search}.`, limit: pageLines });
        if (found.matches !== 1) throw new Error(`run ${id}: ${found.matches} lines matched, expected 1`);
      }),
    );
  }
  const { longestBlockMs } = await host.read();
  const read = spreadOf(reads);
  const find = spreadOf(finds);
  return [
    {
      id: 'P7',
      what: `${pageLines} lines anywhere in 1 M`,
      measured: read.median,
      unit: 'ms',
      bar: 5,
      isUpperBound: true,
      note: `${inWords(read)}, at most ${Math.max(...reads).toFixed(1)} ms`,
    },
    {
      id: 'P7',
      what: 'one line found in 1 M',
      measured: find.median,
      unit: 'ms',
      bar: 300,
      isUpperBound: true,
      note: `${inWords(find)}, in the worker process`,
    },
    {
      id: 'P7',
      what: 'longest block of the host meanwhile',
      measured: longestBlockMs,
      unit: 'ms',
      bar: 50,
      isUpperBound: true,
      note: 'its event loop',
    },
  ];
}

/** Answers the run once it is over and a viewer has seen its last line. */
async function flood(client: Client, lines: number): Promise<string> {
  const files = [{ path: 'flood.py', content: scriptOf(lines) }];
  const { run: started } = await client.runs.startFile({ title: 'flood.py', entrypoint: 'flood.py', files, profile });
  const { id } = started;
  let seen = 0;
  for await (const page of await client.runs.followLogs({ id, from: 1 })) {
    for (const { seq } of page.lines)
      if (seq !== ++seen) throw new Error(`run ${id}: the viewer got line ${seq} where ${seen} was due`);
  }
  const { status, reason, logLines } = await ended(client, id);
  if (status !== 'succeeded' || logLines !== lines || seen !== lines) {
    throw new Error(`run ${id} is ${status} (${reason}): ${logLines} lines stored and ${seen} seen, expected ${lines}`);
  }
  return id;
}

/** The log is complete a moment before its run is settled. */
async function ended(client: Client, id: string) {
  for (;;) {
    const found = await client.runs.get({ id });
    if (found.finishedAt !== null) return found;
  }
}

async function checkStored(client: Client, id: string): Promise<void> {
  for (let from = 1; from <= flooded; ) {
    const page = await client.runs.logs({ id, from, limit: 5_000 });
    for (const { seq, text } of page.lines)
      if (seq !== from++ || text !== lineOf(seq)) throw new Error(`run ${id}: line ${seq} is stored as ${text}`);
  }
}

/** The same container by hand, its log read to the end: less than what we do, for nothing of it can be searched. */
async function floodDocker(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'automa-bench-'));
  const path = join(folder, 'log');
  const file = openSync(path, 'w');
  const limits = ['--log-driver', 'json-file', ...dockerLimits(profile)];
  const { stdout } = await run('docker', ['run', '-d', ...limits, image, 'python3', '-c', scriptOf(flooded)]);
  try {
    await once(spawn('docker', ['logs', '-f', stdout.trim()], { stdio: ['ignore', file, 'inherit'] }), 'exit');
    const { size } = statSync(path);
    if (size !== sizeOf(flooded)) throw new Error(`docker logs answered ${size} bytes, expected ${sizeOf(flooded)}`);
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
    await run('docker', ['rm', '-f', stdout.trim()]);
  }
}

/** Prints about 100 bytes a line, a thousand lines at once, so that it is not Python that is measured. */
function scriptOf(lines: number): string {
  return [
    'import sys',
    `for first in range(1, ${lines + 1}, 1000):`,
    `    sys.stdout.buffer.write(b"".join(b"${lineOf('%d')}\\n" % n for n in range(first, first + 1000)))`,
    '',
  ].join('\n');
}

function lineOf(number: number | string): string {
  return `2026-01-01 12:00:00,000 INFO worker: item ${number}. was fetched, parsed and stored without any trouble`;
}

function sizeOf(lines: number): number {
  let bytes = 0;
  for (let n = 1; n <= lines; n++) bytes += lineOf(n).length + 1;
  return bytes;
}
