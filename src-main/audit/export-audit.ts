import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import type { AuditVerdict } from '#contract/audit.ts';
import { toInstant } from '../base/clock.ts';
import type { ReadDb } from '../db/database.ts';
import { toEntryLine } from './entry-line.ts';
import { readEntries } from './verify-audit.ts';

export interface AuditExport {
  /** A file that does not exist yet. */
  path: string;
  /** From this moment on. */
  fromAt?: number | undefined;
  /** Up to, not including, this moment. */
  toAt?: number | undefined;
}

/** What the worker process does for this room. */
export interface AuditTasks {
  verifyAudit: { input: undefined; output: AuditVerdict };
  exportAudit: { input: AuditExport; output: { entries: number } };
}

const writeAtCharacters = 256 * 1024;

/** Writes the entries to a new file as JSON Lines, readable by the owner alone; whole, or not at all. */
export function exportAudit(read: ReadDb, { path, fromAt, toAt }: AuditExport): { entries: number } {
  const from = fromAt === undefined ? '' : toInstant(fromAt);
  const to = toAt === undefined ? '~' : toInstant(toAt); // after every digit
  const handle = openSync(path, 'wx', 0o600);
  let entries = 0;
  let waiting = '';
  try {
    for (const entry of readEntries(read)) {
      if (entry.at < from || entry.at >= to) continue;
      entries += 1;
      waiting += toEntryLine(entry);
      if (waiting.length < writeAtCharacters) continue;
      writeFileSync(handle, waiting);
      waiting = '';
    }
    writeFileSync(handle, waiting);
  } catch (thrown) {
    rmSync(path, { force: true });
    throw thrown;
  } finally {
    closeSync(handle);
  }
  return { entries };
}
