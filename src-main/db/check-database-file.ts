import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DataDirectoryError } from './data-directory-error.ts';
import { applicationId, explainFileError, refuseDamaged, refuseForeign, type SqliteFile } from './open-file.ts';

/** Reads a database of ours through without changing it, also one in use; answers what it is, throws what is wrong. */
export function checkDatabaseFile(path: string): string {
  if (!existsSync(path)) return 'will be made at the first start';
  let file: SqliteFile | undefined;
  try {
    refuseForeign(path);
    file = new Database(path, { readonly: true });
    if (file.pragma('application_id', { simple: true }) !== applicationId) {
      throw new DataDirectoryError('foreign', `${path} is not a database of Automa`);
    }
    refuseDamaged(file, path);
    return `in order, schema ${String(file.pragma('user_version', { simple: true }))}`;
  } catch (thrown) {
    throw explainFileError(thrown, path);
  } finally {
    file?.close();
  }
}
