import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { actorOf } from '../../src-main/access/principal.ts';
import { startApp } from '../../src-main/app.ts';
import { newId } from '../../src-main/base/ids.ts';
import { readEnvironment } from '../../src-main/environment.ts';
import { type Bench, inWords, type Spread, spreadOf } from './measure.ts';
import { startMeasured } from './measured-process.ts';
import { installation } from './open-host.ts';

const jobs = 100_000;
const rounds = 3;
const idleMs = 20_000;
const schedulerModule = resolve(import.meta.dirname, 'scheduler-process.ts');

/**
 * P8: what a hundred thousand active jobs cost a scheduler that waits for them: from the start of the ticker until its
 * first look is over, and idling with instants within the hour, so that it looks at the clock every second. Memory is
 * compared with the same process over one job.
 */
export const manyJobs: Bench = {
  name: 'many-jobs',
  run: async () => {
    const dataDirs = { few: await makeDataDirectory(1), many: await makeDataDirectory(jobs) };
    try {
      const few: Idling[] = [];
      const many: Idling[] = [];
      for (let round = 0; round < rounds; round++) {
        few.push(await idle(dataDirs.few));
        many.push(await idle(dataDirs.many));
      }
      const spread = (samples: Idling[], of: keyof Idling) => spreadOf(samples.map((sample) => sample[of]));
      const [rss, rssOfFew] = [spread(many, 'rssMiB'), spread(few, 'rssMiB')];
      const boot = spread(many, 'lookMs');
      const cpu = spread(many, 'cpuPercent');
      const beside = `with one job ${spread(few, 'lookMs').median.toFixed(1)} ms, the whole start of the schedule ${spread(many, 'startMs').median.toFixed(1)} ms`;
      return [
        bound('boot of the scheduler', boot.median, { unit: 'ms', bar: 50, note: `${inWords(boot)}; ${beside}` }),
        bound('memory of the scheduler', rss.median - rssOfFew.median, {
          unit: 'MiB',
          bar: 20,
          note: `${shown(rss)} MiB against ${shown(rssOfFew)} with one job`,
        }),
        bound(`CPU while idle for ${idleMs / 1_000} s`, cpu.median, {
          unit: '%',
          bar: 0.5,
          note: `${shown(cpu)} of one core; with one job ${shown(spread(few, 'cpuPercent'))}`,
        }),
      ];
    } finally {
      for (const dataDir of Object.values(dataDirs)) rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

interface Idling {
  lookMs: number;
  startMs: number;
  rssMiB: number;
  cpuPercent: number;
}

async function idle(dataDir: string): Promise<Idling> {
  const scheduler = await startMeasured(schedulerModule, {
    args: [dataDir],
    announces: /^scheduling after (.+)$/m,
    env: { AUTOMA_PROBE: 'quiet' },
  });
  try {
    const [lookMs = Number.NaN, startMs = Number.NaN] = scheduler.announced.split(' of ').map(Number.parseFloat);
    await delay(2_000); // what the start left to collect is not idling
    await scheduler.read();
    const startedAt = performance.now();
    await delay(idleMs);
    const { cpuMs, rssMiB } = await scheduler.read();
    return { lookMs, startMs, rssMiB, cpuPercent: (100 * cpuMs) / (performance.now() - startedAt) };
  } finally {
    await scheduler.close();
  }
}

/** A host's data directory whose jobs all fire daily, the first half an hour from now. */
async function makeDataDirectory(count: number): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'automa-bench-'));
  const environment = readEnvironment(dataDir, { AUTOMA_ENGINE: 'embedded', AUTOMA_LOG_LEVEL: 'warn' });
  const app = await startApp({ dataDir, role: 'command', environment, installation });
  const principal = app.core.access.localOwner();
  const caller = { principal, context: { actor: actorOf(principal), via: 'cli' as const, requestId: newId() } };
  const common = { description: '', visibility: 'private' as const, tags: [], folder: '' };
  const script = await app.core.scripts.create(caller, {
    ...common,
    name: 'bench',
    content: 'print(1)\n',
    entrypoint: 'main.py',
  });
  await app.core.scripts.publish(caller, script.id, { activate: true });
  const agent = app.core.agents.create(caller, {
    ...common,
    name: 'bench',
    scriptId: script.id,
    version: null,
    mode: 'task',
    config: {},
    environment: 'TEST',
    profile: {},
    isActive: true,
  });
  const schedule = { kind: 'cron' as const, expr: '0 8 * * *', timezone: 'UTC' };
  app.core.jobs.create(caller, { ...common, name: 'job 0', agentId: agent.id, schedule, policy: {} });
  await app.stop();
  copyJob(join(dataDir, 'automa.db'), { copies: count - 1, firstAt: Date.now() + 1_800_000 });
  return dataDir;
}

/** Copies of the one job there is and of its trigger, as rows: through the core a hundred thousand take minutes. */
function copyJob(path: string, { copies, firstAt }: { copies: number; firstAt: number }): void {
  const db = new Database(path);
  const at = `${firstAt} + (n * 7919) % 86400000`;
  const idOf = (kind: number) => `printf('01980000-000${kind}-7000-8000-%012x', n)`;
  db.exec(`UPDATE triggers SET due_at = ${firstAt}, next_at = ${firstAt};`);
  db.transaction(() => {
    copyRows(db, 'jobs', {
      copies,
      values: { id: idOf(1), name: `'job ' || n`, name_key: `'job ' || n` },
    });
    copyRows(db, 'triggers', {
      copies,
      values: { id: idOf(2), job_id: idOf(1), seed: 'seed + n', due_at: at, next_at: at },
    });
  })();
  db.close();
}

function copyRows(
  db: Database.Database,
  table: string,
  { copies, values }: { copies: number; values: Record<string, string> },
): void {
  const columns = (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name); // what the pragma answers
  db.exec(`
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${copies}),
                   original AS MATERIALIZED (SELECT * FROM ${table} LIMIT 1)
    INSERT INTO ${table} (${columns.join()})
    SELECT ${columns.map((column) => values[column] ?? column).join()} FROM original, numbers WHERE n <= ${copies}`);
}

function bound(what: string, measured: number, of: { unit: 'ms' | 'MiB' | '%'; bar: number; note: string }) {
  return { id: 'P8', what: `${jobs} active jobs: ${what}`, measured, isUpperBound: true, ...of };
}

function shown({ median, p10, p90 }: Spread): string {
  return `${median.toFixed(2)} [${p10.toFixed(2)}–${p90.toFixed(2)}]`;
}
