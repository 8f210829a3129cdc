import { chmodSync, closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { coerceError } from '../base/errors.ts';
import { DataDirectoryError } from './data-directory-error.ts';
import { isDiskFull, sqliteCodeOf } from './sqlite-code.ts';

export type SqliteFile = Database.Database;

/** 'Atma' in ASCII: tells our files from everybody else's. */
export const applicationId = 0x41746d61;
const sqliteMagic = 'SQLite format 3\0';
/** Files up to this size are read through at every start, which takes some 30 ms at most. */
const alwaysCheckedBytes = 32 * 1024 * 1024;

/**
 * Opens one SQLite file of ours, or makes it, readable by the owner alone. Files that are empty, foreign or damaged
 * are refused and kept.
 * Pragmas: research on reliability, section 2.4; a reopened WAL file would otherwise run with synchronous NORMAL.
 */
export function openFile(path: string, synchronous: 'FULL' | 'NORMAL'): SqliteFile {
  let file: SqliteFile | undefined;
  try {
    if (existsSync(path)) refuseForeign(path);
    else makeFile(path);
    chmodSync(path, 0o600); // its write-ahead log takes the mode after it
    const walBytes = sizeOf(`${path}-wal`);
    file = new Database(path);
    if (file.pragma('application_id', { simple: true }) !== applicationId) {
      throw new DataDirectoryError('foreign', `${path} is an SQLite database of another program. ${whatToDo(path)}`);
    }
    for (const pragma of [
      'journal_mode = WAL',
      `synchronous = ${synchronous}`,
      'busy_timeout = 5000',
      'foreign_keys = ON',
      'trusted_schema = OFF',
      'cell_size_check = ON',
      'recursive_triggers = ON',
      'journal_size_limit = 67108864',
      'wal_autocheckpoint = 1000',
      'mmap_size = 0',
      'temp_store = MEMORY',
      'secure_delete = FAST',
    ]) {
      file.pragma(pragma);
    }
    // A log that is still there means that the process before us did not end by itself
    if (walBytes > 0 || sizeOf(path) <= alwaysCheckedBytes) refuseDamaged(file, path);
    return file;
  } catch (thrown) {
    file?.close();
    throw explainFileError(thrown, path);
  }
}

/** Reads every page of the file; throws `damaged` with SQLite's first finding. */
export function refuseDamaged(file: SqliteFile, path: string): void {
  const finding = file.pragma('quick_check(1)', { simple: true });
  if (finding !== 'ok') {
    throw new DataDirectoryError('damaged', `${path} is damaged: ${String(finding)}. ${whatToDo(path)}`);
  }
}

/** Throws for what is no SQLite file, without opening it as one. */
export function refuseForeign(path: string): void {
  if (statSync(path).size === 0) {
    throw new DataDirectoryError('empty', `${path} is empty, so what it held is gone. ${whatToDo(path)}`);
  }
  const head = Buffer.alloc(sqliteMagic.length);
  const handle = openSync(path, 'r');
  try {
    readSync(handle, head, 0, head.length, 0);
  } finally {
    closeSync(handle);
  }
  if (head.toString('latin1') !== sqliteMagic) {
    throw new DataDirectoryError('damaged', `${path} is no SQLite database: its first bytes are wrong. ${whatToDo(path)}`);
  }
}

/** What SQLite says of a whole file, as a sentence that says what to do; other errors stay as they are. */
export function explainFileError(thrown: unknown, path: string): Error {
  const error = coerceError(thrown);
  const code = sqliteCodeOf(error) ?? '';
  if (error instanceof DataDirectoryError) return error;
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new DataDirectoryError('damaged', `${path} is damaged: ${error.message}. ${whatToDo(path)}`, error);
  }
  if (isDiskFull(error)) {
    return new DataDirectoryError('unusable', `the disk with ${path} is full: free some space and start again`, error);
  }
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_IOERR')) {
    return new DataDirectoryError('unusable', `${path} cannot be opened for writing: ${error.message}`, error);
  }
  return error;
}

/**
 * Made under another name and renamed: a process killed meanwhile must not leave an empty file, which the next start
 * would refuse as one that lost its content.
 */
function makeFile(path: string): void {
  if (sizeOf(`${path}-wal`) > 0) {
    throw new DataDirectoryError('damaged', `${path} is missing, but its write-ahead log is there. ${whatToDo(path)}`);
  }
  const draft = `${path}.new`;
  for (const leftOver of [draft, `${draft}-journal`]) rmSync(leftOver, { force: true });
  const file = new Database(draft);
  try {
    chmodSync(draft, 0o600);
    file.pragma(`application_id = ${applicationId}`);
  } finally {
    file.close();
  }
  renameSync(draft, path);
}

/** All three files belong together: SQLite would play an old log into a copy put beside it. */
function whatToDo(path: string): string {
  const name = basename(path);
  const three = `${name}, ${name}-wal and ${name}-shm`;
  return `Nothing was changed. Move ${three} (those that are there) elsewhere and start again to begin anew, or then put a copy of your own in place of ${name}.`;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
