import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditEntry } from '#contract/audit.ts';

/** The audit log once more as JSON Lines beside the application log, for tools that read files. */
export interface Mirror {
  append(entries: readonly AuditEntry[]): void;
  /** Sequence number of the last line written, 0 when there is none. */
  lastSeq(): number;
  close(): void;
}

const rotateBytes = 64 * 1024 * 1024;
const keptFiles = 8;
const tailBytes = 1024 * 1024;

/** Opens `audit.jsonl` for appending; full files are renamed to `audit.1.jsonl` (newest) … `audit.8.jsonl`. */
export function openMirror(logDir: string): Mirror {
  const path = join(logDir, 'audit.jsonl');
  let handle = openSync(path, 'a+', 0o600);
  endTornLine(handle);
  let lastSeq = readLastSeq(handle) || (existsSync(numbered(logDir, 1)) ? readLastSeqOf(numbered(logDir, 1)) : 0);

  const rotate = () => {
    closeSync(handle);
    rmSync(numbered(logDir, keptFiles), { force: true });
    for (let n = keptFiles - 1; n >= 1; n--) {
      if (existsSync(numbered(logDir, n))) renameSync(numbered(logDir, n), numbered(logDir, n + 1));
    }
    renameSync(path, numbered(logDir, 1));
    handle = openSync(path, 'a+', 0o600);
  };

  return {
    append: (entries) => {
      if (entries.length === 0) return;
      if (fstatSync(handle).size > rotateBytes) rotate();
      writeSync(handle, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
      lastSeq = entries.at(-1)?.seq ?? lastSeq;
    },
    lastSeq: () => lastSeq,
    close: () => closeSync(handle),
  };
}

function numbered(logDir: string, n: number): string {
  return join(logDir, `audit.${n}.jsonl`);
}

function readLastSeqOf(path: string): number {
  const handle = openSync(path, 'r');
  try {
    return readLastSeq(handle);
  } finally {
    closeSync(handle);
  }
}

/** After a crash the last line may be cut short; what is appended must not continue it. */
function endTornLine(handle: number): void {
  const size = fstatSync(handle).size;
  const last = Buffer.alloc(1);
  if (size > 0 && readSync(handle, last, 0, 1, size - 1) === 1 && last.toString() !== '\n') writeSync(handle, '\n');
}

/** A torn line is passed over; it will be written again as a whole. */
function readLastSeq(handle: number): number {
  const size = fstatSync(handle).size;
  const tail = Buffer.alloc(Math.min(size, tailBytes));
  readSync(handle, tail, 0, tail.length, size - tail.length);
  for (const line of tail.toString('utf8').split('\n').reverse()) {
    try {
      return (JSON.parse(line) as AuditEntry).seq;
    } catch {
      // not a whole line: look further up
    }
  }
  return 0;
}
