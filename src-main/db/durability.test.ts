import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { openDatabaseForReading } from './database.ts';
import { findFaults, makeTestFolder, openRaw, openTestDatabase, startChild } from './open-test-database.ts';
import { settings } from './schema/settings.ts';
import { sessions } from './schema/users.ts';

const writer = join(import.meta.dirname, 'write-until-killed.test-child.ts');
/** 20 by default; 200 and more on demand (quality.md "Tests"). */
const rounds = Number(process.env.AUTOMA_KILL_ROUNDS ?? 20);
const mib = 1024 * 1024;

describe('E1 a process that writes is killed', () => {
  it(`after ${rounds} kills at seeded instants every row it acknowledged is there and the file is whole`, {
    timeout: rounds * 10_000,
  }, async () => {
    const dataDir = makeTestFolder();
    const acknowledged: string[] = [];
    for (let round = 1; round <= rounds; round++) acknowledged.push(...(await writeAndKill(dataDir, round)));
    const { read } = openTestDatabase(dataDir);
    const stored = new Set(
      read
        .select({ id: sessions.id })
        .from(sessions)
        .all()
        .map(({ id }) => id),
    );
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(rounds);
    expect(findFaults(dataDir)).toEqual([]);
  });
});

/** From the first line on, so that some kills hit the making and the opening of the file and some the writing. */
async function writeAndKill(dataDir: string, round: number): Promise<string[]> {
  const child = startChild(writer, [dataDir, `round-${round}`, '1000000']);
  const output = text(child.stdout);
  await once(child.stdout, 'readable');
  await delay((round * 7_919) % 211);
  child.kill('SIGKILL');
  // the last line may be cut short; its row was committed all the same, but nobody was told
  return (await output)
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== 'begun');
}

describe('E2 what is committed has reached the disk', () => {
  it('a connection runs with synchronous FULL also when the file was there before (T27)', () => {
    const dataDir = makeTestFolder();
    for (let opening = 0; opening < 3; opening++) {
      const database = openTestDatabase(dataDir);
      expect(database.read.get(sql`PRAGMA synchronous`)).toEqual({ synchronous: 2 });
      expect(database.read.get(sql`PRAGMA journal_mode`)).toEqual({ journal_mode: 'wal' });
      expect(database.read.get(sql`PRAGMA foreign_keys`)).toEqual({ foreign_keys: 1 });
      database.close();
    }
  });

  const hasStrace = spawnSync('strace', ['-V']).status === 0;
  if (!hasStrace) process.stderr.write('\nE2 fsync per commit NOT TESTED: there is no strace\n');
  it.skipIf(!hasStrace)('each commit is followed by an fsync of its own', () => {
    const dataDir = makeTestFolder();
    openTestDatabase(dataDir).close();
    const commits = 100;
    const summary = join(dataDir, 'strace.txt');
    const traced = spawnSync('strace', [
      '-f',
      '-c',
      '-e',
      'trace=fsync,fdatasync',
      '-o',
      summary,
      process.execPath,
      writer,
      dataDir,
      'row',
      String(commits),
    ]);
    expect(traced.status).toBe(0);
    const calls = [
      ...readFileSync(summary, 'utf8').matchAll(/^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+).*(?:fsync|fdatasync)$/gm),
    ];
    const total = calls.reduce((sum, [, count]) => sum + Number(count), 0);
    expect(total).toBeGreaterThanOrEqual(commits);
  });
});

describe('E3 one SQLite, and a sound one', () => {
  it('it is 3.51.3 or newer (T32)', () => {
    const { read } = openTestDatabase(makeTestFolder());
    const { version } = read.get<{ version: string }>(sql`SELECT sqlite_version() AS version`);
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
    expect(major * 1_000_000 + minor * 1_000 + patch).toBeGreaterThanOrEqual(3_051_003);
  });

  it('nothing in the product or its documents opens the live file with another one', () => {
    const root = join(import.meta.dirname, '../..');
    const pattern = String.raw`node:sqlite|sql\.js|sqlite3 +[^ ]*(automa|logs)\.db|sqlite3\.connect\([^)]*(automa|logs)\.db`;
    const found = spawnSync(
      'grep',
      ['-rIlE', pattern, 'src-main', 'src-preload', 'src-renderer', 'sandbox-image', 'resources', 'e2e', 'README.md'],
      { cwd: root, encoding: 'utf8' },
    );
    expect(found.stdout.split('\n').filter((path) => path !== '' && !path.endsWith('durability.test.ts'))).toEqual([]);
  });
});

describe('E12 two processes write at once', () => {
  it('nobody is told SQLITE_BUSY in 2 × 1,000 transactions', { timeout: 120_000 }, async () => {
    const dataDir = makeTestFolder();
    openTestDatabase(dataDir);
    const codes = await Promise.all(
      ['left', 'right'].map(async (name) => {
        const child = startChild(writer, [dataDir, name, '1000']);
        child.stdout.resume();
        const [code] = await once(child, 'exit');
        return code as number | null; // the event's first argument
      }),
    );
    expect(codes).toEqual([0, 0]);
    expect(openRaw(dataDir).prepare('SELECT count(*) FROM sessions').pluck().get()).toBe(2_000);
  });
});

describe('E13 the write-ahead log stays small', () => {
  const walBytes = (dataDir: string) =>
    existsSync(join(dataDir, 'automa.db-wal')) ? statSync(join(dataDir, 'automa.db-wal')).size : 0;
  const big = 'x'.repeat(mib);

  it('a reader that holds on to it lets it grow; once it is gone the log is cut back to 64 MiB', {
    timeout: 60_000,
  }, () => {
    const dataDir = makeTestFolder();
    const database = openTestDatabase(dataDir);
    const put = (key: string) =>
      database.unsafeWrite((tx) => tx.insert(settings).values({ key, value: big, updatedAt: 0 }).run());
    put('first');
    const reader = openRaw(dataDir);
    reader.exec('BEGIN; SELECT count(*) FROM settings;');
    for (let n = 0; n < 80; n++) put(`pinned-${n}`);
    expect(walBytes(dataDir)).toBeGreaterThan(64 * mib);
    reader.exec('COMMIT');
    for (let n = 0; n < 8; n++) put(`released-${n}`);
    expect(walBytes(dataDir)).toBeLessThanOrEqual(64 * mib);
  });

  it('a reader of the product reads page by page and never holds on to it', { timeout: 60_000 }, () => {
    const dataDir = makeTestFolder();
    const database = openTestDatabase(dataDir);
    const reader = openDatabaseForReading(dataDir);
    let largest = 0;
    for (let n = 0; n < 60; n++) {
      database.unsafeWrite((tx) =>
        tx
          .insert(settings)
          .values({ key: `row-${n}`, value: big, updatedAt: 0 })
          .run(),
      );
      expect(reader.read.select({ key: settings.key }).from(settings).limit(5).all().length).toBeGreaterThan(0);
      largest = Math.max(largest, walBytes(dataDir));
    }
    reader.close();
    expect(largest).toBeLessThan(16 * mib);
  });
});

describe('a write', () => {
  it('inside a write is refused, and the outer one is undone', () => {
    const database = openTestDatabase(makeTestFolder());
    const row = { key: 'outer', value: 1, updatedAt: 0 };
    const nested = () =>
      database.unsafeWrite((tx) => {
        tx.insert(settings).values(row).run();
        database.unsafeWrite((inner) =>
          inner
            .insert(settings)
            .values({ ...row, key: 'inner' })
            .run(),
        );
      });
    expect(nested).toThrow('a write inside a write');
    expect(database.read.select().from(settings).all()).toEqual([]);
  });

  it('that returns a promise is refused and undone, as it would go on after the commit', () => {
    const database = openTestDatabase(makeTestFolder());
    const asynchronous = () =>
      database.unsafeWrite(
        async (tx) => void tx.insert(settings).values({ key: 'late', value: 1, updatedAt: 0 }).run(),
      );
    expect(asynchronous).toThrow('promise');
    expect(database.read.select().from(settings).all()).toEqual([]);
  });
});
