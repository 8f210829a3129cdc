import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type LogHead, openLogsDatabase, openLogsForReading, type StoredChunk } from './logs-database.ts';

const migrationsDir = resolve(import.meta.dirname, '../../resources/migrations-logs');
const head: LogHead = {
  lines: 5,
  textBytes: 50,
  attempt: 1,
  stdoutBytes: 60,
  stderrBytes: 0,
  droppedBytes: 0,
  lostBytes: 0,
  toldBytes: 0,
  isComplete: false,
};
const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp();
});

function open() {
  const dataDir = mkdtempSync(join(tmpdir(), 'automa-logs-'));
  const db = openLogsDatabase({ dataDir, migrationsDir, now: 0 });
  cleanUps.push(
    () => rmSync(dataDir, { recursive: true }),
    () => db.close(),
  );
  return { db, dataDir };
}

function chunk(firstSeq: number, lines: number, streams = 1): StoredChunk {
  return { firstSeq, lines, streams, textBytes: lines * 10, data: Buffer.from(`${firstSeq}+${lines}`) };
}

it('a chunk is found by any of its lines, the next one by those between and by its streams', () => {
  const { db } = open();
  db.append('a', [chunk(1, 2), chunk(3, 3, 2), chunk(9, 1)], head);
  db.append('b', [chunk(1, 100)], head);
  const found = [1, 2, 3, 5, 6, 9, 10].map((seq) => db.findChunk('a', seq, 3)?.firstSeq);
  expect(found).toEqual([1, 1, 3, 3, 9, 9, undefined]);
  expect(db.findChunk('a', 1, 2)?.firstSeq).toBe(3);
  expect(db.findChunk('a', 1, 4)).toBeUndefined();
  expect(db.readChunk('a', 3).toString()).toBe('3+3');
  expect([...db.scan('a', 1)].map(({ firstSeq }) => firstSeq)).toEqual([1, 9]);
});

it('a chunk that grew replaces itself, and the head moves with it', () => {
  const { db } = open();
  db.append('a', [chunk(1, 2)], head);
  db.append('a', [chunk(1, 5)], { ...head, lines: 5, isComplete: true });
  expect([...db.scan('a', 1)]).toEqual([chunk(1, 5)]);
  expect(db.head('a')).toEqual({ ...head, lines: 5, isComplete: true });
});

it('when one part of an append cannot be stored, none is', () => {
  const { db } = open();
  expect(() => db.append('a', [chunk(1, 2), { ...chunk(3, 1), lines: 1.5 }], head)).toThrow(/INTEGER/);
  expect(db.head('a')).toBeUndefined();
  expect([...db.scan('a', 7)]).toEqual([]);
});

it('a scan goes over more chunks than it takes at once', () => {
  const { db } = open();
  const chunks = Array.from({ length: 100 }, (_, index) => chunk(1 + index * 2, 2));
  db.append('a', chunks, head);
  expect([...db.scan('a', 1)]).toEqual(chunks);
});

it('removing a log leaves the others', () => {
  const { db } = open();
  db.append('a', [chunk(1, 2)], head);
  db.append('b', [chunk(1, 2)], head);
  db.remove('a');
  expect(db.head('a')).toBeUndefined();
  expect(db.findChunk('a', 1, 7)).toBeUndefined();
  expect(db.head('b')).toEqual(head);
});

it('a reader of another process sees what is committed, and opens only what is there', () => {
  const { db, dataDir } = open();
  const reader = openLogsForReading(dataDir);
  db.append('a', [chunk(1, 2)], head);
  expect(reader.head('a')).toEqual(head);
  reader.close();
  expect(() => openLogsForReading(join(dataDir, 'elsewhere'))).toThrow(/directory|unable to open/);
});
