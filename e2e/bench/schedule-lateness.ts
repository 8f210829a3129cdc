import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { openTestProcess, type TestProcess } from '../../src-main/open-test-process.ts';
import { type Bench, inWords, spreadOf } from './measure.ts';
import { installation } from './open-host.ts';

const blocks = 4;
const runsPerBlock = 5;
/** Long enough for a cold run on a busy machine, so that neither leaves an instant out. */
const expr = '*/5 * * * * *';
const code = 'import time; print(int(time.time() * 1000))';

/**
 * P14: what falls due, through the whole product and through a bare croner and dockerode script with the same limits:
 * from the instant to the script's first line, and to its known end with everything it printed.
 */
export const scheduleLateness: Bench = {
  name: 'schedule-lateness',
  run: async () => {
    const engine = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { encoding: 'utf8' });
    if (engine.status !== 0) return { skipped: 'no Docker engine answers' };
    const dataDir = mkdtempSync(join(tmpdir(), 'automa-bench-'));
    const host = await openTestProcess(dataDir, { engine: 'docker' });
    try {
      const jobId = await addJob(host);
      const runs = { plain: [] as TimedRun[], automa: [] as TimedRun[] };
      for (let block = 0; block <= blocks; block++) {
        const [plain, automa] = [await runPlain(), await runAutoma(host, jobId)];
        if (block === 0) continue; // warm up, not counted
        runs.plain.push(...plain);
        runs.automa.push(...automa);
      }
      const compare = (what: string, of: (run: TimedRun) => number) => {
        const [plain, automa] = [spreadOf(runs.plain.map(of)), spreadOf(runs.automa.map(of))];
        return {
          id: 'P14',
          what: `${what} ÷ bare croner + dockerode`,
          measured: automa.median / plain.median,
          unit: 'ratio' as const,
          bar: 1,
          isUpperBound: true,
          note: `${inWords(automa)} against ${inWords(plain)}, ${runs.automa.length} and ${runs.plain.length} runs, Docker ${engine.stdout.trim()}`,
        };
      };
      return [
        compare('due → first line', ({ scheduledFor, startedAt }) => startedAt - scheduledFor),
        compare('due → end known, all output stored', ({ scheduledFor, endedAt }) => endedAt - scheduledFor),
      ];
    } finally {
      await host.kill('SIGTERM');
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

/** Moments by the wall clock; `startedAt` is what the script itself has printed. */
interface TimedRun {
  scheduledFor: number;
  startedAt: number;
  endedAt: number;
  exitCode: number | null;
}

async function addJob({ client }: TestProcess): Promise<string> {
  const script = await client.scripts.create({ name: 'clock', content: `${code}\n` });
  await client.scripts.publish({ id: script.id });
  const profile = { isolation: 'container' as const, limits: 'required' as const };
  const agent = await client.agents.create({ name: 'clock', scriptId: script.id, profile });
  const schedule = { kind: 'cron' as const, expr, timezone: 'UTC' };
  const job = await client.jobs.create({ name: 'clock', agentId: agent.id, schedule });
  await client.jobs.pause({ id: job.id });
  return job.id;
}

async function runAutoma({ client, final }: TestProcess, jobId: string): Promise<TimedRun[]> {
  const known = new Set((await client.jobs.executions({ id: jobId, limit: 200 })).items.map(({ id }) => id));
  await client.jobs.resume({ id: jobId });
  const fresh = async () =>
    (await client.jobs.executions({ id: jobId, limit: 200 })).items.filter(({ id }) => !known.has(id)).toReversed();
  while ((await fresh()).length < runsPerBlock) await delay(100);
  await client.jobs.pause({ id: jobId });
  const timed: TimedRun[] = [];
  for (const { id } of (await fresh()).slice(0, runsPerBlock)) {
    const { origin, finishedAt, exitCode } = await final(id);
    const [line] = (await client.runs.logs({ id, from: 1, limit: 1 })).lines;
    timed.push({
      scheduledFor: Date.parse(origin.scheduledFor ?? ''),
      startedAt: Number(line?.text),
      endedAt: Date.parse(finishedAt ?? ''),
      exitCode,
    });
  }
  return timed.map(checked);
}

async function runPlain(): Promise<TimedRun[]> {
  const entry = resolve(import.meta.dirname, 'plain-scheduler.ts');
  const image = `automa-sandbox:${installation.version}`;
  const child = spawn(process.execPath, [entry, expr, image, code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const timed: TimedRun[] = [];
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith('{')) timed.push(JSON.parse(line)); // our own script's line, checked below
    if (timed.length >= runsPerBlock) break;
  }
  child.kill('SIGTERM'); // right after a line nothing of it is under way
  await exit;
  return timed.map(checked);
}

function checked(run: TimedRun): TimedRun {
  const { scheduledFor, startedAt, endedAt, exitCode } = run;
  const isWhole = exitCode === 0 && [scheduledFor, startedAt, endedAt].every((at) => at > 0);
  if (!isWhole) throw new Error(`a run does not count: ${JSON.stringify(run)}`);
  return run;
}
