import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from './migrate.ts';
import { openFile } from './open-file.ts';

type Drizzle = BetterSQLite3Database<Record<string, never>>;
declare const writable: unique symbol;

/** Reads only; anyone may hold one. */
export type ReadDb = Pick<Drizzle, 'select' | 'selectDistinct' | '$count' | 'all' | 'get'>;
/** Writes too, inside a transaction. Only `transact` and its named side door hand one out (room audit). */
export type WriteDb = Drizzle & { readonly [writable]: true };

/** The state database: everything the product knows but for log text. */
export interface Database {
  readonly read: ReadDb;
  /** Runs `work` in an IMMEDIATE transaction. For the audit room alone: all others use `transact`. */
  unsafeWrite<Result>(work: (tx: WriteDb) => Result): Result;
  /** Size on disk, the write-ahead log included. */
  bytes(): number;
  close(): void;
}

/** Opens `automa.db` in the data directory, makes or migrates it. Throws `DataDirectoryError`. */
export function openDatabase(options: { dataDir: string; migrationsDir: string; now: number }): Database {
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
    throw thrown;
  }
  const db: Drizzle = drizzle(file, { casing: 'snake_case' });
  return {
    read: db,
    unsafeWrite: (work) => file.transaction(() => work(db as WriteDb)).immediate(),
    bytes: () => [path, `${path}-wal`].reduce((sum, name) => sum + (existsSync(name) ? statSync(name).size : 0), 0),
    close: () => file.close(),
  };
}

/** Opens `automa.db` beside the process that holds the data directory; it must exist and be migrated. */
export function openDatabaseForReading(dataDir: string): { read: ReadDb; close(): void } {
  const file = new SqliteDatabase(join(dataDir, 'automa.db'), { readonly: true, fileMustExist: true });
  return { read: drizzle(file, { casing: 'snake_case' }), close: () => file.close() };
}
