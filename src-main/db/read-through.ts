import { setImmediate as nextTurn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { coerceError } from '../base/errors.ts';

/**
 * Reads a database in use through on a connection of its own and answers what is wrong with it, or null. Table by
 * table, so that other work has its turn in between; SQLite reads 1 GiB in some 3 s.
 */
export async function readThrough(path: string, signal: AbortSignal): Promise<string | null> {
  let file: Database.Database | undefined;
  try {
    file = new Database(path, { readonly: true, fileMustExist: true });
    file.pragma('cell_size_check = ON');
    const tables = file.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    for (const table of tables) {
      await nextTurn();
      signal.throwIfAborted();
      const finding = file.pragma(`quick_check("${String(table).replaceAll('"', '""')}")`, { simple: true });
      if (finding !== 'ok') return `${table}: ${String(finding)}`;
    }
    return null;
  } catch (thrown) {
    signal.throwIfAborted();
    return coerceError(thrown).message;
  } finally {
    file?.close();
  }
}
