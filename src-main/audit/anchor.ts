import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
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

const recordBytes = 256;

/** Opens the anchor for writing. The record has one size and is written in place, so no write is ever half done. */
export function openAnchor(dataDir: string): Anchor {
  const key = readKey(dataDir) ?? makeKey(dataDir);
  const path = anchorPath(dataDir);
  const handle = openSync(path, existsSync(path) ? 'r+' : 'w+', 0o600);
  return {
    set: (head) => {
      const text = JSON.stringify({ ...head, mac: macOf(key, head) });
      writeSync(handle, text.padEnd(recordBytes - 1).concat('\n'), 0);
    },
    close: () => closeSync(handle),
  };
}

/** The head as anchored, `undefined` when there is no anchor, or why it cannot be believed. */
export function readAnchor(dataDir: string): Head | undefined | { broken: string } {
  if (!existsSync(anchorPath(dataDir))) return undefined;
  try {
    const { seq, hash, mac } = JSON.parse(readFileSync(anchorPath(dataDir), 'utf8')) as Head & { mac: string };
    const key = readKey(dataDir);
    if (key === undefined) return { broken: 'the key of the anchor is missing' };
    const expected = Buffer.from(macOf(key, { seq, hash }));
    const given = Buffer.from(String(mac));
    if (expected.length !== given.length || !timingSafeEqual(expected, given))
      return { broken: 'the anchor was written by someone else' };
    return { seq, hash };
  } catch {
    return { broken: 'the anchor file cannot be read' };
  }
}

function anchorPath(dataDir: string): string {
  return join(dataDir, 'audit-anchor.json');
}

function keyPath(dataDir: string): string {
  return join(dataDir, 'audit-anchor.key');
}

function readKey(dataDir: string): Buffer | undefined {
  return existsSync(keyPath(dataDir)) ? readFileSync(keyPath(dataDir)) : undefined;
}

function makeKey(dataDir: string): Buffer {
  const key = randomBytes(32);
  writeFileSync(keyPath(dataDir), key, { mode: 0o600 });
  return key;
}

function macOf(key: Buffer, head: Head): string {
  return createHmac('sha256', key).update(`${head.seq}:${head.hash}`).digest('hex');
}
