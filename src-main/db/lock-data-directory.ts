import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { DataDirectoryError } from './data-directory-error.ts';

export const Holder = z.object({ pid: z.int(), host: z.string(), since: z.string(), kind: z.string() });
export type Holder = z.infer<typeof Holder>;

/**
 * Takes the data directory for this process, or throws `in-use` naming who holds it.
 *
 * Node has no file locks of its own; SQLite's exclusive lock on an otherwise empty database is one of the
 * operating system, so it is gone the moment the holder dies, however it dies.
 */
export function lockDataDirectory(dataDir: string, kind: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
  const holderFile = join(dataDir, 'holder.json');
  const lock = new Database(join(dataDir, 'lock'), { timeout: 0 });
  try {
    lock.pragma('journal_mode = DELETE');
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    const holder = findHolder(dataDir);
    const who = holder
      ? `process ${holder.pid} (${holder.kind}) on ${holder.host}, since ${holder.since}`
      : 'another process';
    throw new DataDirectoryError(
      'in-use',
      `${dataDir} is in use by ${who}. Stop it, or choose another with --data-dir.`,
      cause,
    );
  }
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString(), kind };
  writeFileSync(holderFile, JSON.stringify(holder), { mode: 0o600 });
  return () => {
    rmSync(holderFile, { force: true });
    lock.close();
  };
}

/** Who says to hold the directory; stale after a crash, so only the lock decides. */
export function findHolder(dataDir: string): Holder | undefined {
  try {
    return Holder.parse(JSON.parse(readFileSync(join(dataDir, 'holder.json'), 'utf8')));
  } catch {
    return undefined;
  }
}
