import { statfs } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';
import type { Clock } from '../base/clock.ts';

/** The machine at this moment, as conditions see it (`metric`). */
export interface HostMetrics {
  /** Percent of all cores, over the time since it was looked at last. */
  cpu: number;
  /** Percent that is in use. */
  memory: number;
  /** Bytes free on the disk of the data directory. */
  diskFree: number;
  onBattery: boolean;
}

/** Conditions that look at the same moment see the same share of it. */
const shortestSpanMs = 1_000;

/** Answers how to read the metrics; the first reading of the CPU is over the time since this call. */
export function makeHostMetrics(options: {
  clock: Clock;
  dataDir: string;
  onBattery: () => boolean;
}): () => Promise<HostMetrics> {
  const { clock, dataDir, onBattery } = options;
  let last = { at: clock.monotonic(), ...readTimes() };
  let cpu = 0;

  function readCpu(): number {
    const at = clock.monotonic();
    if (at - last.at < shortestSpanMs && cpu > 0) return cpu;
    const times = readTimes();
    const total = times.total - last.total;
    if (total > 0) cpu = percent((times.busy - last.busy) / total);
    last = { at, ...times };
    return cpu;
  }

  return async () => {
    const disk = await statfs(dataDir);
    return {
      cpu: readCpu(),
      memory: percent(1 - freemem() / totalmem()),
      diskFree: disk.bavail * disk.bsize,
      onBattery: onBattery(),
    };
  };
}

function readTimes(): { busy: number; total: number } {
  const times = cpus().map((cpu) => cpu.times);
  const total = times.reduce((sum, time) => sum + time.user + time.nice + time.sys + time.idle + time.irq, 0);
  return { total, busy: total - times.reduce((sum, time) => sum + time.idle, 0) };
}

/** With one digit behind the point. */
function percent(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * 1_000) / 10;
}
