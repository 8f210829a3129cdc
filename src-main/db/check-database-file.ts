import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DataDirectoryError } from './data-directory-error.ts';
import { applicationId, refuseDamaged } from './open-file.ts';

/** Reads a database of ours through without changing it, also one in use; answers what it is, throws what is wrong. */
export function checkDatabaseFile(path: string): string {
  if (!existsSync(path)) return 'will be made at the first start';
  const file = new Database(path, { readonly: true });
  try {
    if (file.pragma('application_id', { simple: true }) !== applicationId) throw new DataDirectoryError('foreign', `${path} is not a database of Automa`);
    refuseDamaged(file, path);
    return `in order, schema ${String(file.pragma('user_version', { simple: true }))}`;
  } finally {
    file.close();
  }
}
