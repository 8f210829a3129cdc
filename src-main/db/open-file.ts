import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { coerceError } from '../base/errors.ts';
import { DataDirectoryError } from './data-directory-error.ts';

export type SqliteFile = Database.Database;

/** 'Atma' in ASCII: tells our files from everybody else's. */
export const applicationId = 0x41746d61;
const sqliteMagic = 'SQLite format 3\0';
const keep = 'It was left as it is. Move it away to begin anew, or put a copy of your own in its place.';

/**
 * Opens one SQLite file of ours, or makes it. Files that are empty, foreign or damaged are refused and kept.
 * Pragmas: research on reliability, section 2.4; a reopened WAL file would otherwise run with synchronous NORMAL.
 */
export function openFile(path: string, synchronous: 'FULL' | 'NORMAL'): SqliteFile {
  const isNew = !existsSync(path);
  if (!isNew) refuseForeign(path);
  const wasUnclean = existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0;
  const file = new Database(path);
  try {
    if (isNew) file.pragma(`application_id = ${applicationId}`);
    else if (file.pragma('application_id', { simple: true }) !== applicationId) {
      throw new DataDirectoryError('foreign', `${path} is an SQLite database of another program. ${keep}`);
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
    if (wasUnclean) refuseDamaged(file, path);
    return file;
  } catch (thrown) {
    file.close();
    throw thrown instanceof DataDirectoryError ? thrown : sortError(coerceError(thrown), path);
  }
}

/** Reads every page of the file; throws `damaged` with SQLite's first finding. */
export function refuseDamaged(file: SqliteFile, path: string): void {
  const finding = file.pragma('quick_check(1)', { simple: true });
  if (finding !== 'ok') throw new DataDirectoryError('damaged', `${path} is damaged: ${String(finding)}. ${keep}`);
}

function refuseForeign(path: string): void {
  const size = statSync(path).size;
  if (size === 0) throw new DataDirectoryError('empty', `${path} is empty, so what it held is gone. ${keep}`);
  const head = Buffer.alloc(sqliteMagic.length);
  const handle = openSync(path, 'r');
  try {
    readSync(handle, head, 0, head.length, 0);
  } finally {
    closeSync(handle);
  }
  if (head.toString('latin1') !== sqliteMagic) {
    throw new DataDirectoryError('damaged', `${path} is no SQLite database: its first bytes are wrong. ${keep}`);
  }
}

function sortError(error: Error, path: string): Error {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB') {
    return new DataDirectoryError('damaged', `${path} is damaged: ${error.message}. ${keep}`, error);
  }
  if (code === 'SQLITE_FULL')
    return new DataDirectoryError('unusable', `the disk with ${path} is full: free some space and start again`, error);
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_IOERR')) {
    return new DataDirectoryError('unusable', `${path} cannot be opened for writing: ${error.message}`, error);
  }
  return error;
}
