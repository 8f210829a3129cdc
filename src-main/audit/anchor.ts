import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** The newest entry, kept outside the database: without it a cut tail would go unnoticed. */
export interface Head {
  seq: number;
  hash: string;
}

export interface Anchor {
  set(head: Head): void;
  close(): void;
}

/** An anchor as it was found: what it says, or why it cannot be believed. */
export type FoundAnchor = Head | { broken: string };

export interface FoundAnchors {
  current: FoundAnchor | undefined;
  /** Those the log contradicted at a start. They stay, and the log does not verify, until a person removes them. */
  disputed: FoundAnchor[];
}

const currentName = 'audit-anchor.json';
const keyName = 'audit-anchor.key';
const keyBytes = 32;
const recordBytes = 256;
const disputedName = /^audit-anchor\.disputed-(\d+)\.json$/;

/** Opens the anchor for writing. The record has one size and is written in place, so no write is ever half done. */
export function openAnchor(dataDir: string): Anchor {
  const key = readKey(dataDir) ?? makeKey(dataDir);
  const path = join(dataDir, currentName);
  let handle: number | undefined;
  return {
    set: (head) => {
      // not before there is something to write: an empty anchor would look like a damaged one
      handle ??= openSync(path, existsSync(path) ? 'r+' : 'w+', 0o600);
      const text = JSON.stringify({ ...head, mac: macOf(key, head) });
      writeSync(handle, text.padEnd(recordBytes - 1).concat('\n'), 0);
    },
    close: () => {
      if (handle !== undefined) closeSync(handle);
    },
  };
}

export function readAnchors(dataDir: string): FoundAnchors {
  const disputed = readdirSync(dataDir).filter((name) => disputedName.test(name));
  const path = join(dataDir, currentName);
  return {
    current: existsSync(path) ? readAnchor(dataDir, path) : undefined,
    disputed: disputed.toSorted().map((name) => readAnchor(dataDir, join(dataDir, name))),
  };
}

/** Puts the anchor aside as evidence, before a new one is begun; answers where, undefined when there is none. */
export function disputeAnchor(dataDir: string): string | undefined {
  if (!existsSync(join(dataDir, currentName))) return undefined;
  const numbers = readdirSync(dataDir).map((name) => Number(disputedName.exec(name)?.[1] ?? 0));
  const name = `audit-anchor.disputed-${Math.max(0, ...numbers) + 1}.json`;
  renameSync(join(dataDir, currentName), join(dataDir, name));
  return name;
}

/** Another process may be writing it at this very moment: one that cannot be believed is read again. */
function readAnchor(dataDir: string, path: string): FoundAnchor {
  const first = readOnce(dataDir, path);
  return 'broken' in first ? readOnce(dataDir, path) : first;
}

function readOnce(dataDir: string, path: string): FoundAnchor {
  try {
    const { seq, hash, mac } = JSON.parse(readFileSync(path, 'utf8')) as Head & { mac: string };
    const key = readKey(dataDir);
    if (key === undefined) return { broken: 'the key of the anchor is missing' };
    const expected = Buffer.from(macOf(key, { seq, hash }));
    const given = Buffer.from(String(mac));
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
      return { broken: 'the anchor was written by someone else' };
    }
    return { seq, hash };
  } catch {
    return { broken: 'the anchor file cannot be read' };
  }
}

function readKey(dataDir: string): Buffer | undefined {
  const path = join(dataDir, keyName);
  const key = existsSync(path) ? readFileSync(path) : undefined;
  return key?.length === keyBytes ? key : undefined;
}

function makeKey(dataDir: string): Buffer {
  const key = randomBytes(keyBytes);
  const path = join(dataDir, keyName);
  writeFileSync(`${path}.new`, key, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return key;
}

function macOf(key: Buffer, head: Head): string {
  return createHmac('sha256', key).update(`${head.seq}:${head.hash}`).digest('hex');
}
