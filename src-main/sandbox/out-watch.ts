import { constants, type Dir, lstatSync, opendirSync, type Stats } from 'node:fs';
import { open, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';

/** Files and folders a run may leave in /out (profile table of the sandbox's specification). */
const MAX_ENTRIES = 100_000;
/** Deeper paths could not be named any more; nobody needs them. */
const MAX_DEPTH = 64;
/** No script writes faster, so looking again after the free rest divided by this comes in time. */
const FASTEST_BYTES_PER_SECOND = 4 * 1_024 ** 3;
const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 1_000;
/** Of the host's disk; reached by files that are open but have no name any more, which no walk sees. */
const FREE_FLOOR_BYTES = 2 * 1_024 ** 3;
const BLOCK_BYTES = 512;
const LARGE_TREE = 5_000;
/** A walk gives the event loop its turn after this long. */
const SLICE_MS = 5;

export interface QuotaWatch {
  stop(): void;
}

/** Watches what a running script writes to /out and calls `exceeded` once, with the reason in words (bars B6, B7). */
export function watchOutFolder(
  folder: { outDir: string; outMb: number },
  clock: Clock,
  exceeded: (detail: string) => void,
): QuotaWatch {
  const limitBytes = folder.outMb * 1_048_576;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let freeAtStart: number | undefined;

  async function look(): Promise<void> {
    const startedAt = clock.monotonic();
    const [size, free] = await Promise.all([measureFolder(folder.outDir), freeBytes(folder.outDir)]);
    freeAtStart ??= free;
    if (stopped) return;
    const detail = nameExcess({ ...size, free, freeAtStart, limitBytes, outMb: folder.outMb });
    if (detail !== undefined) {
      stopped = true;
      return exceeded(detail);
    }
    const restMs = ((limitBytes - size.bytes) / FASTEST_BYTES_PER_SECOND) * 1_000;
    // A large tree costs time to walk: never more than a fifth of it. A small one costs none, only waiting for the disk.
    const walkMs = size.entries > LARGE_TREE ? clock.monotonic() - startedAt : 0;
    const pauseMs = Math.max(SHORTEST_PAUSE_MS, 4 * walkMs, Math.min(LONGEST_PAUSE_MS, restMs));
    timer = setTimeout(start, pauseMs).unref();
  }

  function start(): void {
    look().catch(() => {
      if (!stopped) timer = setTimeout(start, LONGEST_PAUSE_MS).unref();
    });
  }

  start();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Takes set-user-id bits off what a script left (bar A12). Only when nothing of the script is alive: paths are trusted. */
export async function disarmOutFolder(outDir: string): Promise<void> {
  for await (const { path, stats } of walk(outDir)) {
    if ((stats.mode & 0o6000) === 0 || !(stats.isFile() || stats.isDirectory())) continue;
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
      () => undefined,
    );
    await handle?.chmod(stats.mode & 0o777).finally(() => handle.close());
  }
}

interface FolderSize {
  bytes: number;
  entries: number;
  tooDeep: boolean;
}

async function measureFolder(outDir: string): Promise<FolderSize> {
  const size: FolderSize = { bytes: 0, entries: 0, tooDeep: false };
  for await (const { stats, depth } of walk(outDir)) {
    size.entries += 1;
    size.tooDeep ||= depth > MAX_DEPTH;
    if (stats.isFile()) size.bytes += Math.max(stats.size, stats.blocks * BLOCK_BYTES) / Math.max(1, stats.nlink);
    if (size.entries > MAX_ENTRIES) break;
  }
  return size;
}

/**
 * Everything below `top`, links not followed. Synchronous calls in short slices: a tenth of the work of asynchronous
 * ones per file, and the event loop still gets its turn.
 */
async function* walk(top: string): AsyncGenerator<{ path: string; stats: Stats; depth: number }> {
  const waiting = [{ path: top, depth: 0 }];
  let sliceEndsAt = performance.now() + SLICE_MS;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const entries = openFolder(folder.path);
    try {
      for (let entry = entries?.readSync(); entry; entry = entries?.readSync()) {
        const path = join(folder.path, entry.name);
        const depth = folder.depth + 1;
        const stats = lstatSync(path, { throwIfNoEntry: false });
        if (!stats) continue; // gone again since it was listed
        yield { path, stats, depth };
        if (stats.isDirectory() && depth <= MAX_DEPTH) waiting.push({ path, depth });
        if (performance.now() < sliceEndsAt) continue;
        await setImmediate();
        sliceEndsAt = performance.now() + SLICE_MS;
      }
    } finally {
      entries?.closeSync();
    }
  }
}

function openFolder(path: string): Dir | undefined {
  try {
    return opendirSync(path, { bufferSize: 512 });
  } catch {
    return undefined; // gone again, or closed to us: then its bytes are counted by nobody but the floor
  }
}

function nameExcess(
  now: FolderSize & { free: number; freeAtStart: number; limitBytes: number; outMb: number },
): string | undefined {
  if (now.bytes > now.limitBytes) return `/out holds more than the ${now.outMb} MiB the profile allows (outMb)`;
  if (now.entries > MAX_ENTRIES) return `/out holds more than ${MAX_ENTRIES.toLocaleString('en')} files`;
  if (now.tooDeep) return `/out holds folders nested deeper than ${MAX_DEPTH}`;
  if (now.free < FREE_FLOOR_BYTES && now.freeAtStart - now.free > now.limitBytes) {
    return 'the disk of this machine is nearly full and shrank during the run by more than /out may hold';
  }
  return undefined;
}

async function freeBytes(path: string): Promise<number> {
  const disk = await statfs(path);
  return disk.bavail * disk.bsize;
}
