import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { AuditEntry } from '#contract/audit.ts';
import type { ReadDb } from '../db/database.ts';
import { toEntryLine } from './entry-line.ts';
import { readEntries } from './verify-audit.ts';

/** The audit log once more as JSON Lines beside the application log, for tools that read files. */
export interface Mirror {
  /** All of them or, when it throws, none. */
  append(entries: readonly AuditEntry[]): void;
  /** Sequence number of the last line written, 0 when there is none. */
  lastSeq(): number;
  close(): void;
}

const rotateAtBytes = 64 * 1024 * 1024;
const keptFiles = 8;
const tailBytes = 64 * 1024;

/** Opens `audit.jsonl` for appending; full files are renamed to `audit.1.jsonl` (newest) … `audit.8.jsonl`. */
export function openMirror(logDir: string, options: { rotateBytes: number } = { rotateBytes: rotateAtBytes }): Mirror {
  const path = join(logDir, 'audit.jsonl');
  let handle = openSync(path, 'a+', 0o600);
  endTornLine(handle);
  let lastSeq = readLastSeq(handle) ?? readLastSeqOf(numbered(logDir, 1)) ?? 0;

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
      if (fstatSync(handle).size >= options.rotateBytes) rotate();
      const size = fstatSync(handle).size;
      try {
        writeFileSync(handle, entries.map(toEntryLine).join(''));
      } catch (thrown) {
        ftruncateSync(handle, size); // a full disk takes part of the text
        throw thrown;
      }
      lastSeq = entries.at(-1)?.seq ?? lastSeq;
    },
    lastSeq: () => lastSeq,
    close: () => closeSync(handle),
  };
}

const linesAtOnce = 500;

/** Appends entries just made; where earlier ones are missing (a crash, a full disk), all that are, from the log. */
export function mirrorEntries(mirror: Mirror, made: readonly AuditEntry[], read: ReadDb): void {
  const first = made[0];
  if (first !== undefined && mirror.lastSeq() >= first.seq - 1) {
    mirror.append(made);
    return;
  }
  let waiting: AuditEntry[] = [];
  for (const entry of readEntries(read, mirror.lastSeq())) {
    waiting.push(entry);
    if (waiting.length < linesAtOnce) continue;
    mirror.append(waiting);
    waiting = [];
  }
  mirror.append(waiting);
}

function numbered(logDir: string, n: number): string {
  return join(logDir, `audit.${n}.jsonl`);
}

function readLastSeqOf(path: string): number | undefined {
  if (!existsSync(path)) return undefined;
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
  if (size > 0 && readSync(handle, last, 0, 1, size - 1) === 1 && last.toString() !== '\n') writeFileSync(handle, '\n');
}

/** Looks from the end for a whole line. A torn one is passed over; it will be written again as a whole. */
function readLastSeq(handle: number): number | undefined {
  const size = fstatSync(handle).size;
  for (let length = Math.min(size, tailBytes); length > 0; length = length === size ? 0 : Math.min(size, length * 16)) {
    const tail = Buffer.alloc(length);
    readSync(handle, tail, 0, length, size - length);
    const seqs = tail.toString('utf8').split('\n').map(seqOf);
    const last = seqs.findLast((seq) => seq !== undefined);
    if (last !== undefined) return last;
  }
  return undefined;
}

function seqOf(line: string): number | undefined {
  try {
    return (JSON.parse(line) as AuditEntry).seq;
  } catch {
    return undefined; // torn, or begun before the stretch that was read
  }
}
