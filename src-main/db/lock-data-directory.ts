import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { coerceError } from '../base/errors.ts';
import { DataDirectoryError } from './data-directory-error.ts';
import { sqliteCodeOf } from './sqlite-code.ts';

export const Holder = z.object({ pid: z.int(), host: z.string(), since: z.string(), kind: z.string() });
export type Holder = z.infer<typeof Holder>;

/**
 * Takes the data directory for this process, or throws `in-use` naming who holds it.
 *
 * Node has no file locks of its own; SQLite's exclusive lock on an otherwise empty database is one of the
 * operating system, so it is gone the moment the holder dies, however it dies.
 */
export function lockDataDirectory(dataDir: string, kind: string): () => void {
  let lock: Database.Database | undefined;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    chmodSync(dataDir, 0o700);
    lock = new Database(join(dataDir, 'lock'), { timeout: 0 });
    chmodSync(join(dataDir, 'lock'), 0o600);
    lock.pragma('journal_mode = DELETE');
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
    const taken = lock;
    writeHolder(dataDir, kind);
    return () => {
      rmSync(holderPath(dataDir), { force: true });
      taken.close();
    };
  } catch (thrown) {
    lock?.close();
    throw sqliteCodeOf(thrown) === 'SQLITE_BUSY' ? inUse(dataDir, thrown) : unusable(dataDir, thrown);
  }
}

/** Who says to hold the directory; stale after a crash, so only the lock decides. */
export function findHolder(dataDir: string): Holder | undefined {
  try {
    return Holder.parse(JSON.parse(readFileSync(holderPath(dataDir), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Renamed into place, so that whoever is refused meanwhile never reads half of it. */
function writeHolder(dataDir: string, kind: string): void {
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString(), kind };
  const draft = `${holderPath(dataDir)}.new`;
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 });
  renameSync(draft, holderPath(dataDir));
}

function holderPath(dataDir: string): string {
  return join(dataDir, 'holder.json');
}

function inUse(dataDir: string, cause: unknown): DataDirectoryError {
  const holder = findHolder(dataDir);
  const who = holder
    ? `process ${holder.pid} (${holder.kind}) on ${holder.host}, since ${holder.since}`
    : 'another process';
  return new DataDirectoryError(
    'in-use',
    `${dataDir} is in use by ${who}. Stop it, or choose another with --data-dir.`,
    cause,
  );
}

function unusable(dataDir: string, cause: unknown): DataDirectoryError {
  const { message } = coerceError(cause);
  return new DataDirectoryError(
    'unusable',
    `${dataDir} cannot be used: ${message}. Make it writable, or choose another with --data-dir.`,
    cause,
  );
}
