import { statfs } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';
import { and, count, inArray, isNull, sql } from 'drizzle-orm';
import type { Hold } from '#contract/scheduler.ts';
import type { SystemState } from '#contract/system.ts';
import { type Clock, toInstant, toInstantOrNull } from '../base/clock.ts';
import type { Power } from '../base/power.ts';
import type { Database } from '../db/database.ts';
import { jobs } from '../db/schema/jobs.ts';
import { runs } from '../db/schema/runs.ts';
import { findNextAt } from '../jobs/job-store.ts';
import type { Executors } from '../sandbox/executors.ts';
import type { ImageKeeper } from '../sandbox/image/image-keeper.ts';
import type { Holding } from '../schedule/hold.ts';
import { findUnarmed } from '../schedule/self-check.ts';
import type { Ticker } from '../schedule/ticker.ts';
import type { DatabaseCheck } from './database-check.ts';

/** The state of machine, engine and scheduler, as one look. */
export interface SystemView {
  state(): Promise<SystemState>;
  scheduler(): SystemState['scheduler'] & { nextAt: string | null; hold: Hold | null };
}

export function makeSystemView(options: {
  database: Database;
  databaseCheck: Pick<DatabaseCheck, 'last'>;
  power: Power;
  executors: Executors;
  clock: Clock;
  ticker: Pick<Ticker, 'beat'>;
  holding: Pick<Holding, 'current'>;
  dataDir: string;
  version: string;
  startedAt: number;
  images: Pick<ImageKeeper, 'state'>;
}): SystemView {
  const { database, databaseCheck, power, executors, images, ticker, holding, clock } = options;
  const { read } = database;
  const readCpu = makeCpuMeter();

  function scheduler() {
    const beat = ticker.beat();
    const live = read
      .select({ status: runs.status, n: count() })
      .from(runs)
      .where(and(isNull(runs.finishedAt), inArray(runs.status, ['queued', 'retry-wait', 'starting', 'running'])))
      .groupBy(runs.status)
      .all();
    const sum = (...statuses: string[]) =>
      live.reduce((total, row) => (statuses.includes(row.status) ? total + row.n : total), 0);
    const activeJobs =
      read
        .select({ n: count() })
        .from(jobs)
        .where(and(sql`${jobs.state} = 'active'`, isNull(jobs.deletedAt))) // in the words of its index
        .get()?.n ?? 0;
    return {
      lastTickAt: toInstantOrNull(beat.lastTickAt),
      latenessMs: beat.latenessMs,
      activeJobs,
      queued: sum('queued', 'retry-wait'),
      running: sum('starting', 'running'),
      unarmed: findUnarmed(read, clock.now()),
      nextAt: toInstantOrNull(findNextAt(read)),
      hold: holding.current(),
    };
  }

  return {
    scheduler,
    state: async () => {
      const disk = await statfs(options.dataDir);
      const check = databaseCheck.last();
      const health = executors.health();
      const best = executors.inUse();
      const engine = health.find(({ executor }) => executor === 'docker' || executor === 'podman');
      const { nextAt: _nextAt, hold: _hold, ...beat } = scheduler();
      return {
        host: {
          cpuPercent: readCpu(),
          onBattery: power.onBattery(),
          memory: { totalBytes: totalmem(), freeBytes: freemem() },
          disk: { totalBytes: disk.blocks * disk.bsize, freeBytes: disk.bavail * disk.bsize },
        },
        engine: {
          executor: best?.executor ?? null,
          version: best?.version ?? null,
          ok: best !== undefined,
          problem: best?.executor === engine?.executor ? null : (engine?.problem ?? null),
        },
        executors: [...health],
        image: await images.state(),
        scheduler: beat,
        database: {
          bytes: database.bytes(),
          ok: check.problem === null,
          checkedAt: toInstantOrNull(check.checkedAt),
          problem: check.problem,
        },
        version: options.version,
        startedAt: toInstant(options.startedAt),
      };
    },
  };
}

/** Percent of all cores since the last call; the first call measures since boot. */
function makeCpuMeter(): () => number {
  let last = { busy: 0, total: 0 };
  return () => {
    const times = cpus().map((cpu) => cpu.times);
    const total = times.reduce((sum, time) => sum + time.user + time.nice + time.sys + time.idle + time.irq, 0);
    const busy = total - times.reduce((sum, time) => sum + time.idle, 0);
    const spent = { busy: busy - last.busy, total: total - last.total };
    last = { busy, total };
    return spent.total <= 0 ? 0 : Math.round((spent.busy / spent.total) * 1_000) / 10;
  };
}
