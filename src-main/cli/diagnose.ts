import { existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import type { ExecutorHealth } from '#contract/system.ts';
import { systemTimezone } from '../base/clock.ts';
import { coerceError } from '../base/errors.ts';
import { silentLogger } from '../base/logger.ts';
import { checkDatabaseFile } from '../db/check-database-file.ts';
import { findHolder } from '../db/lock-data-directory.ts';
import { readEnvironment } from '../environment.ts';
import type { Installation } from '../installation.ts';
import { openSandboxes } from '../open-sandboxes.ts';

/** One thing that was looked at: a tick or a cross, and how to mend it. */
interface Finding {
  name: string;
  ok: boolean;
  detail: string;
  fix: string | null;
}

export interface Diagnosis {
  /** Whether a script with the default limits of `automa run` can run here. */
  canRun: boolean;
  findings: Finding[];
}

const leastFreeBytes = 2 * 1024 ** 3;
const usualPort = 4680;
/** No clock of this product was ever right before this year. */
const earliestYear = 2026;

/** Looks at everything a run needs. Changes nothing, holds nothing, and works beside a running host. */
export async function diagnose(installation: Installation, dataDir: string): Promise<Diagnosis> {
  const environment = readEnvironment(dataDir, process.env);
  const { sandboxes, image } = openSandboxes({
    environment,
    installation,
    instanceId: 'doctor',
    logger: silentLogger,
    isWarm: false,
  });
  try {
    const health = await Promise.all(sandboxes.map((sandbox) => sandbox.probe()));
    return {
      canRun: health.some(({ ok }) => ok),
      findings: [
        ...health.map(describeExecutor),
        describeImage(image, health),
        await checkDisk(dataDir),
        checkClock(),
        await checkPort(dataDir),
        checkPermissions(dataDir),
        checkDatabase(dataDir),
      ],
    };
  } finally {
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
  }
}

const names: Record<string, string> = {
  docker: 'Docker',
  podman: 'Podman',
  local: 'local sandbox',
  embedded: 'embedded Python',
};

function describeExecutor({ executor, ok, version, problem, fix, unenforced }: ExecutorHealth): Finding {
  const limits = unenforced.length === 0 ? 'holds every limit' : `cannot hold ${unenforced.join(', ')}`;
  return {
    name: names[executor] ?? executor,
    ok,
    detail: ok ? `${version ?? 'works'}; ${limits}` : (problem ?? 'does not work'),
    fix,
  };
}

function describeImage(reference: string, health: readonly ExecutorHealth[]): Finding {
  const engine = health.find(({ executor }) => executor === 'docker' || executor === 'podman');
  const isMissing = engine?.problem?.includes(reference) === true;
  if (engine?.ok === true) return { name: 'image', ok: true, detail: reference, fix: null };
  return {
    name: 'image',
    ok: false,
    detail: isMissing ? `the engine has no ${reference}` : `${reference} cannot be looked for: no engine answers`,
    fix: isMissing ? 'automa doctor --fix builds it' : null,
  };
}

async function checkDisk(dataDir: string): Promise<Finding> {
  const place = nearestFolder(dataDir);
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const detail = `${(free / 1024 ** 3).toFixed(1)} GiB free at ${place}`;
  return {
    name: 'disk',
    ok: free >= leastFreeBytes,
    detail,
    fix: 'free some space: runs stop being started below 2 GiB',
  };
}

function checkClock(): Finding {
  const now = new Date();
  const zone = systemTimezone();
  return {
    name: 'clock',
    ok: now.getUTCFullYear() >= earliestYear,
    detail: `${now.toISOString()}, ${zone}`,
    fix: 'set the clock: schedules follow it',
  };
}

async function checkPort(dataDir: string): Promise<Finding> {
  const holder = findHolder(dataDir);
  const isFree = await new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(usualPort, '127.0.0.1', () => server.close(() => resolve(true)));
  });
  if (isFree) return { name: 'port', ok: true, detail: `${usualPort} is free`, fix: null };
  return {
    name: 'port',
    ok: holder !== undefined,
    detail:
      holder === undefined
        ? `${usualPort} is taken by another program`
        : `${usualPort} is taken, a host is running (pid ${holder.pid})`,
    fix: 'automa serve --port 0 picks a free one',
  };
}

function checkPermissions(dataDir: string): Finding {
  if (!existsSync(dataDir))
    return { name: 'permissions', ok: true, detail: `${dataDir} will be made at the first start`, fix: null };
  const mode = statSync(dataDir).mode & 0o777;
  const isPrivate = process.platform === 'win32' || (mode & 0o077) === 0;
  return {
    name: 'permissions',
    ok: isPrivate,
    detail: `${dataDir} is ${isPrivate ? 'yours alone' : `open to others (mode ${mode.toString(8)})`}`,
    fix: `chmod 700 ${dataDir}`,
  };
}

function checkDatabase(dataDir: string): Finding {
  try {
    return { name: 'database', ok: true, detail: checkDatabaseFile(join(dataDir, 'automa.db')), fix: null };
  } catch (thrown) {
    return {
      name: 'database',
      ok: false,
      detail: coerceError(thrown).message,
      fix: `put a copy of your own in its place; those made before migrations are in ${join(dataDir, 'backups')}`,
    };
  }
}

function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}
