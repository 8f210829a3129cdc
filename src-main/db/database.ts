import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';
import { AppError } from '../base/errors.ts';
import { openBallast } from './ballast.ts';
import { CompilingSession } from './compiling-session.ts';
import { migrate } from './migrate.ts';
import { explainFileError, openFile, type SqliteFile } from './open-file.ts';
import { isDiskFull } from './sqlite-code.ts';

type Drizzle = BetterSQLite3Database<Record<string, never>>;
declare const writable: unique symbol;

/** Reads only; anyone may hold one. */
export type ReadDb = Pick<Drizzle, 'select' | 'selectDistinct' | '$count' | 'all' | 'get'>;
/** Writes too, inside a transaction. Only `transact` and its named side door hand one out (room audit). */
export type WriteDb = Drizzle & { readonly [writable]: true };

/** The state database: everything the product knows but for log text. */
export interface Database {
  readonly read: ReadDb;
  /**
   * Runs `work` in an IMMEDIATE transaction; a write inside a write is refused. For the audit room alone: all others
   * use `transact`. On a full disk it throws `disk-full`; what is urgent is done once more in the space of the
   * ballast, so `work` must change nothing but the database.
   */
  unsafeWrite<Result>(work: (tx: WriteDb) => Result, options?: { isUrgent: boolean }): Result;
  /** Size on disk, the write-ahead log included. */
  bytes(): number;
  close(): void;
}

/**
 * Opens `automa.db` in the data directory, makes or migrates it. Throws `DataDirectoryError`.
 * `ballastBytes` are kept back for a full disk; none by default.
 */
export function openDatabase(options: {
  dataDir: string;
  migrationsDir: string;
  now: number;
  ballastBytes?: number;
}): Database {
  const path = join(options.dataDir, 'automa.db');
  const file = openFile(path, 'FULL');
  try {
    migrate(file, {
      migrationsDir: options.migrationsDir,
      backupDir: join(options.dataDir, 'backups'),
      now: options.now,
    });
  } catch (thrown) {
    file.close();
    throw explainFileError(thrown, path);
  }
  const db = openQueries(file);
  const ballast = openBallast(join(options.dataDir, 'ballast'), {
    bytes: options.ballastBytes ?? 0,
    monotonic: () => performance.now(),
  });
  const write = <Result>(work: (tx: WriteDb) => Result) => file.transaction(() => work(db as WriteDb)).immediate(); // the brand marks who may write; the object is the same
  return {
    read: db,
    unsafeWrite: (work, { isUrgent } = { isUrgent: false }) => {
      // SQLite would make it a savepoint, and its audit entry would be numbered like one of the outer transaction
      if (file.inTransaction) throw new Error('a write inside a write: do both in one transaction');
      if (!isUrgent && !ballast.isHeld()) throw diskFull();
      try {
        return write(work);
      } catch (thrown) {
        if (!isDiskFull(thrown)) throw thrown;
        if (ballast.release() && isUrgent) return write(work);
        throw diskFull(thrown);
      }
    },
    bytes: () => [path, `${path}-wal`].reduce((sum, name) => sum + (existsSync(name) ? statSync(name).size : 0), 0),
    close: () => file.close(),
  };
}

/** Opens `automa.db` beside the process that holds the data directory; it must exist and be migrated. */
export function openDatabaseForReading(dataDir: string): { read: ReadDb; close(): void } {
  const file = new SqliteDatabase(join(dataDir, 'automa.db'), { readonly: true, fileMustExist: true });
  return { read: openQueries(file), close: () => file.close() };
}

/** The queries of drizzle on a file that is open. For the rooms `db` and its tests alone: all others are handed one. */
export function openQueries(file: SqliteFile): Drizzle {
  const dialect = new SQLiteSyncDialect({ casing: 'snake_case' });
  return new BetterSQLite3Database('sync', dialect, new CompilingSession(file, dialect), undefined);
}

function diskFull(cause?: unknown): AppError {
  return new AppError('disk-full', 'the disk is full: free some space and try again', { cause });
}
