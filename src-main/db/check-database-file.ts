import { existsSync } from 'node:fs';
import { inspectFile } from './open-file.ts';

/** Reads a database of ours through without changing it, also one in use; answers what it is, throws what is wrong. */
export function checkDatabaseFile(path: string): string {
  if (!existsSync(path)) return 'will be made at the first start';
  return `in order, schema ${inspectFile(path, { isThorough: true })}`;
}
