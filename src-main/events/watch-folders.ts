import type { Stats } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import type { FSWatcher } from 'chokidar';
import type { Clock } from '../base/clock.ts';
import { toInstant } from '../base/clock.ts';
import { coerceError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { NewEvent } from './event-store.ts';
import { fileMoved } from './system-events.ts';

/** Tells as events what becomes of the files in the folders an administrator named. */
export interface FolderWatch {
  /** Watches these folders and no others; resolves when each of them has been looked through. */
  watch(folders: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** What is remembered between starts: per folder the newest moment of a file that was told. */
export interface WatchMemory {
  get(key: string): unknown;
  set(key: string, value: NonNullable<unknown>): void;
}

const memoryKey = 'events.watched-folders';
/** Levels of folders below a watched one; each folder costs the system a watch. */
const depth = 8;
/** A file is told when nobody has written to it for so long. */
const settledMs = 1_000;
const pollMs = 100;
/** Many files at once are few transactions. */
const tellAtOnce = 100;
/** What could not be stored, on a full disk say, is tried again this often. */
const tellAgainMs = 2_000;

interface Watched {
  folder: string;
  /** The same without links; what lies behind links inside is not followed. */
  realFolder: string;
  watcher: FSWatcher;
  since: number;
  /** The newest moment that was told before. */
  knownUntil: number;
  isReady: boolean;
}

/** An event about to be told, and what is remembered once it was. */
interface Untold {
  event: NewEvent;
  folder: string;
  moment: number;
}

export function makeFolderWatch(options: {
  tell: (events: readonly NewEvent[]) => void;
  memory: WatchMemory;
  /** Left out wherever it lies: what is told is itself written there. */
  dataDir: string;
  clock: Clock;
  logger: Logger;
}): FolderWatch {
  const { tell, memory, dataDir, clock, logger } = options;
  const watched = new Map<string, Watched>();
  const newest = readMemory(memory);
  let waiting: Untold[] = [];
  let timer: NodeJS.Timeout | undefined;
  let turn = Promise.resolve();
  const closed = Promise.withResolvers<void>();

  function take(entry: Watched, what: 'created' | 'changed' | 'deleted', path: string, stats: Stats | undefined): void {
    if (stats !== undefined && !stats.isFile()) return;
    const shown = join(entry.folder, relative(entry.realFolder, path));
    if (innermost(shown) !== entry.folder) return;
    // What was moved here keeps the time it was written; that of its place in the file system is new
    const moment = stats === undefined ? 0 : Math.max(stats.mtimeMs, stats.ctimeMs);
    if (!entry.isReady && moment <= entry.knownUntil) return;
    const whileAway = !entry.isReady && moment <= entry.since;
    const { knownUntil } = entry;
    const isOld = whileAway && stats !== undefined && stats.birthtimeMs <= knownUntil && stats.mtimeMs > knownUntil;
    const file = {
      path: shown,
      name: basename(shown),
      folder: entry.folder,
      size: stats?.size ?? null,
      modifiedAt: stats === undefined ? null : toInstant(Math.floor(stats.mtimeMs)),
      whileAway,
    };
    const event = fileMoved(isOld ? 'changed' : what, file);
    // Told again because the process died before it remembered, it is the same event
    const dedupeKey = stats === undefined ? null : `${event.type}:${stats.ctimeMs}:${stats.size}:${shown}`;
    waiting.push({ event: { ...event, dedupeKey }, folder: entry.folder, moment: Math.min(moment, clock.now()) });
    timer ??= setTimeout(tellWaiting);
  }

  function tellWaiting(): void {
    timer = undefined;
    const isTold = tellBatch();
    if (waiting.length > 0) timer = setTimeout(tellWaiting, isTold ? 0 : tellAgainMs);
  }

  function tellBatch(): boolean {
    const batch = waiting.slice(0, tellAtOnce);
    try {
      tell(batch.map(({ event }) => event));
      waiting = waiting.slice(batch.length);
      for (const { folder, moment } of batch) {
        const before = newest.get(folder); // gone with a folder that is watched no more
        if (before !== undefined) newest.set(folder, Math.max(before, moment));
      }
      memory.set(memoryKey, Object.fromEntries(newest));
      return true;
    } catch (thrown) {
      logger.error({ error: coerceError(thrown), files: batch.length }, 'what became of files could not be told');
      return false;
    }
  }

  /** Of folders inside each other a file belongs to the nearest. */
  function innermost(path: string): string | undefined {
    return [...watched.keys()]
      .filter((folder) => isInside(folder, path))
      .reduce<string | undefined>(
        (best, folder) => (best === undefined || folder.length > best.length ? folder : best),
        undefined,
      );
  }

  async function open(folder: string): Promise<void> {
    const { watch } = await import('chokidar'); // late: most installations watch nothing
    const realFolder = await realpath(folder).catch(() => folder);
    const ownDir = await realpath(dataDir);
    const watcher = watch(realFolder, {
      followSymlinks: false,
      ignored: (path, stats) => path === ownDir || stats?.isSymbolicLink() === true,
      depth,
      alwaysStat: true,
      awaitWriteFinish: { stabilityThreshold: settledMs, pollInterval: pollMs },
    });
    const since = clock.now();
    // What lies in a new one is no news; files have finer times than the clock
    const knownUntil = newest.get(folder) ?? since + 1;
    newest.set(folder, knownUntil);
    const entry: Watched = { folder, realFolder, watcher, since, knownUntil, isReady: false };
    watched.set(folder, entry);
    watcher.on('add', (path, stats) => take(entry, 'created', path, stats));
    watcher.on('change', (path, stats) => take(entry, 'changed', path, stats));
    watcher.on('unlink', (path) => take(entry, 'deleted', path, undefined));
    watcher.on('error', (thrown) => logger.warn({ folder, error: coerceError(thrown) }, 'a folder cannot be watched'));
    const ready = new Promise<void>((resolve) => watcher.once('ready', resolve));
    await Promise.race([ready, closed.promise]);
    entry.isReady = true;
    logger.info({ folder }, 'watching a folder');
  }

  async function shut(folder: string): Promise<void> {
    const entry = watched.get(folder);
    watched.delete(folder);
    await entry?.watcher.close();
  }

  return {
    watch: (folders) => {
      turn = turn.then(async () => {
        const wanted = new Set(folders);
        for (const folder of [...watched.keys()]) if (!wanted.has(folder)) await shut(folder);
        // One that comes back later begins anew
        for (const folder of [...newest.keys()]) if (!wanted.has(folder)) newest.delete(folder);
        await Promise.all(folders.filter((folder) => !watched.has(folder)).map(open));
        memory.set(memoryKey, Object.fromEntries(newest));
      });
      turn = turn.catch((thrown) => logger.error({ error: coerceError(thrown) }, 'folders cannot be watched'));
      return turn;
    },
    close: async () => {
      closed.resolve();
      await turn;
      await Promise.all([...watched.keys()].map(shut));
      clearTimeout(timer);
      while (waiting.length > 0 && tellBatch());
    },
  };
}

/** Whether a path lies in a folder, both absolute and without `..`. */
export function isInside(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function readMemory(memory: WatchMemory): Map<string, number> {
  const kept = memory.get(memoryKey);
  if (typeof kept !== 'object' || kept === null) return new Map();
  return new Map(Object.entries(kept).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
}
