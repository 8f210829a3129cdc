import { chmodSync, closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { uptime } from 'node:os';
import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { coerceError } from '../base/errors.ts';
import { DataDirectoryError } from './data-directory-error.ts';
import { isDiskFull, sqliteCodeOf } from './sqlite-code.ts';

export type SqliteFile = Database.Database;

/** 'Atma' in ASCII: tells our files from everybody else's. */
const applicationId = 0x41746d61;
const sqliteMagic = 'SQLite format 3\0';
const headerBytes = 100;
/** Files up to this size are read through at every start, which takes some 80 ms at most (2.6 ms per MiB). */
const alwaysReadBytes = 32 * 1024 * 1024;

/**
 * Opens one SQLite file of ours, or makes it, readable by the owner alone. Files that are empty, foreign or damaged
 * are refused and kept.
 * Pragmas: research on reliability, section 2.4; a reopened WAL file would otherwise run with synchronous NORMAL.
 */
export function openFile(path: string, synchronous: 'FULL' | 'NORMAL'): SqliteFile {
  let file: SqliteFile | undefined;
  try {
    if (existsSync(path))
      inspectFile(path, { isThorough: sizeOf(path) <= alwaysReadBytes || isFromBeforeBoot(`${path}-wal`) });
    else makeFile(path);
    chmodSync(path, 0o600); // its write-ahead log takes the mode after it
    file = new Database(path);
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
    return file;
  } catch (thrown) {
    file?.close();
    throw explainFileError(thrown, path);
  }
}

/**
 * Throws for a file that is none of ours or damaged, and answers its schema number. Changes nothing, not even by
 * closing it, as a connection that may write would when it puts away the log. `isThorough` reads every page.
 */
export function inspectFile(path: string, { isThorough }: { isThorough: boolean }): number {
  let file: SqliteFile | undefined;
  try {
    refuseForeign(path);
    file = new Database(path, { readonly: true });
    if (file.pragma('application_id', { simple: true }) !== applicationId) {
      throw new DataDirectoryError('foreign', `${path} is an SQLite database of another program. ${whatToDo(path)}`);
    }
    const finding = isThorough ? file.pragma('quick_check(1)', { simple: true }) : 'ok';
    if (finding !== 'ok') {
      throw new DataDirectoryError('damaged', `${path} is damaged: ${String(finding)}. ${whatToDo(path)}`);
    }
    return Number(file.pragma('user_version', { simple: true }));
  } catch (thrown) {
    throw explainFileError(thrown, path);
  } finally {
    file?.close();
  }
}

/** Throws for what is no SQLite file, without opening it as one. */
function refuseForeign(path: string): void {
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
  if (statSync(path).size < headerBytes) {
    throw new DataDirectoryError('damaged', `${path} is damaged: it ends within its header. ${whatToDo(path)}`);
  }
  if (head.toString('latin1') !== sqliteMagic) {
    throw new DataDirectoryError(
      'damaged',
      `${path} is no SQLite database: its first bytes are wrong. ${whatToDo(path)}`,
    );
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
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${draft}${suffix}`, { force: true });
  const file = new Database(draft);
  try {
    chmodSync(draft, 0o600);
    file.pragma(`application_id = ${applicationId}`);
    file.pragma('journal_mode = WAL'); // from the first: a rollback journal could not be inspected without playing it
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

/**
 * Whether a log is left of a process that went down together with the machine: only then may what it wrote have been
 * lost on the way to the disk. A process that is merely killed has handed all of it to the kernel.
 */
function isFromBeforeBoot(walPath: string): boolean {
  const wal = statSync(walPath, { throwIfNoEntry: false });
  return wal !== undefined && wal.size > 0 && wal.mtimeMs < Date.now() - uptime() * 1_000;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
