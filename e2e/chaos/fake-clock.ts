import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A wall clock that processes started from now on see; timers and durations go by the real, monotonic one. */
export interface FakeClock {
  /** What it reads now. */
  now(): number;
  /** Sets it, for processes that are running too; from there it goes on at the usual pace. */
  set(at: number): void;
}

/** Lays libfaketime under every process we start from now on; undefined when it is not installed. */
export function openFakeClock(folder: string, startsAt: number): FakeClock | undefined {
  const library = findLibrary();
  if (library === undefined) return undefined;
  const file = join(folder, 'offset');
  let offsetMs = 0;
  const set = (at: number) => {
    offsetMs = at - Date.now();
    // Read at every question for the time, so it must be whole at every moment
    writeFileSync(`${file}.next`, `${offsetMs < 0 ? '' : '+'}${(offsetMs / 1_000).toFixed(3)}\n`);
    renameSync(`${file}.next`, file);
  };
  set(startsAt);
  Object.assign(process.env, {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    NO_FAKE_STAT: '1',
  });
  return { set, now: () => Date.now() + offsetMs };
}

/** Debian keeps it in a folder of the machine's architecture; the MT build is the one for programs with threads. */
function findLibrary(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const folders = ['/usr/lib', ...readdirSync('/usr/lib').map((name) => join('/usr/lib', name))];
  return folders.map((folder) => join(folder, 'faketime/libfaketimeMT.so.1')).find((path) => existsSync(path));
}
