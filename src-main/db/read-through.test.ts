import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTestFolder, openRaw, openTestDatabase } from './open-test-database.ts';
import { readThrough } from './read-through.ts';

const never = new AbortController().signal;

describe('E11 a database that is read through while it is in use', () => {
  it('is in order, also with what is still in its write-ahead log', async () => {
    const dataDir = makeTestFolder();
    const { unsafeWrite } = openTestDatabase(dataDir);
    unsafeWrite((tx) => tx.run("INSERT INTO settings VALUES ('a', '1', 1)"));
    expect(statSync(join(dataDir, 'automa.db-wal')).size).toBeGreaterThan(0);
    expect(await readThrough(join(dataDir, 'automa.db'), never)).toBeNull();
  });

  it('that is damaged is told with the table', async () => {
    const dataDir = makeTestFolder();
    openTestDatabase(dataDir);
    const raw = openRaw(dataDir);
    raw.exec(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO settings SELECT 'key' || i, i, i FROM n",
    );
    raw.pragma('wal_checkpoint(TRUNCATE)');
    const root = raw.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'settings'").pluck().get();
    const pageBytes = Number(raw.pragma('page_size', { simple: true }));
    raw.close();
    overwrite(join(dataDir, 'automa.db'), (Number(root) - 1) * pageBytes);
    expect(await readThrough(join(dataDir, 'automa.db'), never)).toMatch(/settings|malformed/);
  });

  it('that is missing is told too, and one that is no longer wanted is let go', async () => {
    expect(await readThrough('/nowhere/automa.db', never)).toContain('annot open database');
    const dataDir = makeTestFolder();
    openTestDatabase(dataDir);
    const stopped = AbortSignal.abort(new Error('the host stops'));
    await expect(readThrough(join(dataDir, 'automa.db'), stopped)).rejects.toThrow('the host stops');
  });
});

function overwrite(path: string, at: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(64, 0xff), 0, 64, at);
  closeSync(file);
}
