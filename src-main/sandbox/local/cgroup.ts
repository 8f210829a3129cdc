import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Profile } from '#contract/profile.ts';
import { parseCgroupPlaces } from './cgroup-places.ts';
import type { HeldLimit } from './limits.ts';

/** What a box used, as the kernel counted it; null where nobody counted. */
export interface BoxUsage {
  peakMemoryBytes: number | null;
  cpuSeconds: number | null;
  oomKilled: boolean;
}

/** Control groups of one instance of the product: a folder of its name, in it one per box. */
export interface CgroupHome {
  readonly limits: ReadonlySet<HeldLimit>;
  /** Makes the groups of a box with the limits of its profile. */
  create(box: string, profile: Profile): BoxCgroup;
  /** Boxes that have groups. */
  list(): Promise<string[]>;
  /** Removes the groups of a box; they stay while something lives in them. */
  remove(box: string): Promise<void>;
  /** Removes the folder of the instance, unless a box is still in it. */
  close(): void;
}

interface BoxCgroup {
  add(pid: number): void;
  usage(): BoxUsage;
}

type Controller = 'memory' | 'pids' | 'cpu' | 'cpuacct';
const controllerOf: Readonly<Record<HeldLimit, Controller>> = { memory: 'memory', pids: 'pids', cpus: 'cpu' };

const cpuPeriodMicroseconds = 100_000;

/** Finds out which controllers this process may divide further, by making and removing the folder of this instance. */
export function openCgroupHome(instanceId: string): CgroupHome {
  const { folders, version } = findFolders(`automa-${instanceId}`);
  const limits = new Set(
    (Object.keys(controllerOf) as HeldLimit[]).filter((limit) => folders.has(controllerOf[limit])),
  );
  const places = [...new Set(folders.values())];
  return {
    limits,
    create(box, profile) {
      const own = new Map([...folders].map(([controller, folder]) => [controller, join(folder, box)]));
      for (const folder of own.values()) mkdirSync(folder, { recursive: true });
      for (const [file, value] of version === 1 ? settingsV1(own, profile) : settingsV2(own, profile)) {
        if (existsSync(file)) writeFileSync(file, value);
      }
      return {
        add(pid) {
          for (const folder of new Set(own.values())) writeFileSync(join(folder, 'cgroup.procs'), String(pid));
        },
        usage: () => (version === 1 ? usageV1(own) : usageV2(own)),
      };
    },
    async list() {
      const found = await Promise.all(places.map((folder) => readdir(folder, { withFileTypes: true }).catch(() => [])));
      return [
        ...new Set(
          found
            .flat()
            .filter((entry) => entry.isDirectory())
            .map((entry) => entry.name),
        ),
      ];
    },
    async remove(box) {
      for (const folder of places) await removeFolder(join(folder, box));
    },
    close() {
      for (const folder of places) tryRemove(folder);
    },
  };
}

function findFolders(name: string): { folders: Map<Controller, string>; version: 1 | 2 } {
  const { v1, v2 } = parseCgroupPlaces(readText('/proc/self/cgroup'), readText('/proc/self/mountinfo'));
  const folders = new Map<Controller, string>();
  for (const controller of ['memory', 'pids', 'cpu', 'cpuacct'] as const) {
    const parent = v1.get(controller);
    if (parent !== undefined && canMake(join(parent, name))) folders.set(controller, join(parent, name));
  }
  if (folders.size > 0 || v2 === undefined) return { folders, version: 1 };
  const folder = join(v2, name);
  for (const controller of delegate(v2, folder)) folders.set(controller, folder);
  return { folders, version: 2 };
}

/** Version 2 hands controllers down level by level, and only from groups without processes of their own. */
function delegate(parent: string, folder: string): Controller[] {
  const wanted = (['memory', 'pids', 'cpu'] as const).filter((name) =>
    readText(join(parent, 'cgroup.controllers')).split(/\s/).includes(name),
  );
  const order = wanted.map((name) => `+${name}`).join(' ');
  try {
    writeFileSync(join(parent, 'cgroup.subtree_control'), order);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'cgroup.subtree_control'), order);
    return wanted;
  } catch {
    return [];
  }
}

function canMake(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    return true;
  } catch {
    return false;
  }
}

function settingsV1(own: ReadonlyMap<Controller, string>, profile: Profile): [string, string][] {
  const memoryBytes = String(profile.memoryMb * 1024 * 1024);
  const file = (controller: Controller, name: string) => join(own.get(controller) ?? '/nonexistent', name);
  return [
    [file('memory', 'memory.limit_in_bytes'), memoryBytes],
    // Memory with swap together: equal to the limit, so there is no swap. Must come second.
    [file('memory', 'memory.memsw.limit_in_bytes'), memoryBytes],
    [file('pids', 'pids.max'), String(profile.pids)],
    [file('cpu', 'cpu.cfs_period_us'), String(cpuPeriodMicroseconds)],
    [file('cpu', 'cpu.cfs_quota_us'), String(Math.round(profile.cpus * cpuPeriodMicroseconds))],
  ];
}

function settingsV2(own: ReadonlyMap<Controller, string>, profile: Profile): [string, string][] {
  const file = (controller: Controller, name: string) => join(own.get(controller) ?? '/nonexistent', name);
  return [
    [file('memory', 'memory.max'), String(profile.memoryMb * 1024 * 1024)],
    [file('memory', 'memory.swap.max'), '0'],
    [file('pids', 'pids.max'), String(profile.pids)],
    [file('cpu', 'cpu.max'), `${Math.round(profile.cpus * cpuPeriodMicroseconds)} ${cpuPeriodMicroseconds}`],
  ];
}

function usageV1(own: ReadonlyMap<Controller, string>): BoxUsage {
  const read = (controller: Controller, name: string) => readText(join(own.get(controller) ?? '/nonexistent', name));
  const nanoseconds = toNumber(read('cpuacct', 'cpuacct.usage'));
  return {
    peakMemoryBytes: toNumber(read('memory', 'memory.max_usage_in_bytes')),
    cpuSeconds: nanoseconds === null ? null : nanoseconds / 1e9,
    oomKilled: /^oom_kill [1-9]/m.test(read('memory', 'memory.oom_control')),
  };
}

function usageV2(own: ReadonlyMap<Controller, string>): BoxUsage {
  return readUsageV2(own.get('memory') ?? own.get('cpu') ?? '/nonexistent');
}

/** Also for a scope of systemd, whose folder is not ours. */
export function readUsageV2(folder: string): BoxUsage {
  const microseconds = toNumber(/^usage_usec (\d+)/m.exec(readText(join(folder, 'cpu.stat')))?.[1] ?? '');
  return {
    peakMemoryBytes: toNumber(readText(join(folder, 'memory.peak'))),
    cpuSeconds: microseconds === null ? null : microseconds / 1e6,
    oomKilled: /^oom_kill [1-9]/m.test(readText(join(folder, 'memory.events'))),
  };
}

/** The kernel takes a moment to let go of a group whose last process has just died. */
async function removeFolder(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 20 && !tryRemove(folder); attempt++) await sleep(25);
}

function tryRemove(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return !existsSync(folder);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function toNumber(text: string): number | null {
  return /^\d+\s*$/.test(text) ? Number(text) : null;
}
