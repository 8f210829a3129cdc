import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { checkDatabaseFile } from './check-database-file.ts';
import { DataDirectoryError } from './data-directory-error.ts';
import { makeTestFolder, openRaw, openTestDatabase } from './open-test-database.ts';
import { users } from './schema/users.ts';

/** A state database with some pages of people in it, closed in order. */
function makeFilled(): { dataDir: string; path: string } {
  const dataDir = makeTestFolder();
  const database = openTestDatabase(dataDir);
  database.unsafeWrite((tx) => {
    for (let n = 0; n < 500; n++)
      tx.insert(users)
        .values({ id: `user-${n}`, name: 'x'.repeat(100), role: 'user', createdAt: n })
        .run();
  });
  database.close();
  return { dataDir, path: join(dataDir, 'automa.db') };
}

function overwrite(path: string, at: number, bytes: Buffer): void {
  const handle = openSync(path, 'r+');
  writeSync(handle, bytes, 0, bytes.length, at);
  closeSync(handle);
}

function openAnyway(dataDir: string): DataDirectoryError {
  try {
    openTestDatabase(dataDir);
  } catch (thrown) {
    if (thrown instanceof DataDirectoryError) return thrown;
    throw thrown;
  }
  throw new Error('it was opened');
}

const sumOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('E5 and E6 a file that is not what it was is refused and kept', () => {
  const damages: [name: string, damage: (path: string) => void, kind: DataDirectoryError['kind'], says: string][] = [
    ['emptied', (path) => truncateSync(path, 0), 'empty', 'is empty, so what it held is gone'],
    [
      'its header overwritten',
      (path) => overwrite(path, 0, Buffer.alloc(64, 0xff)),
      'damaged',
      'its first bytes are wrong',
    ],
    [
      'its header overwritten behind the magic',
      (path) => overwrite(path, 16, Buffer.alloc(40, 0xff)),
      'damaged',
      'is damaged',
    ],
    [
      'a page of a table overwritten',
      (path) => overwrite(path, tablePage(path), Buffer.alloc(4_096, 0xa5)),
      'damaged',
      'is damaged',
    ],
    [
      'cut at half a page',
      (path) => truncateSync(path, Math.floor(statSync(path).size / 2) + 100),
      'damaged',
      'is damaged',
    ],
    ['cut at a page', (path) => truncateSync(path, statSync(path).size - 8_192), 'damaged', 'is damaged'],
    ['cut to less than a header', (path) => truncateSync(path, 40), 'damaged', 'is damaged'],
    ['a text file', (path) => writeFileSync(path, 'hello\n'.repeat(1_000)), 'damaged', 'its first bytes are wrong'],
    ['a database of another program', makeForeign, 'foreign', 'of another program'],
  ];

  it.each(damages)('%s', (_name, damage, kind, says) => {
    const { dataDir, path } = makeFilled();
    damage(path);
    const before = sumOf(path);
    const refusal = openAnyway(dataDir);
    expect(refusal.kind).toBe(kind);
    expect(refusal.message).toContain(says);
    expect(refusal.message).toContain('Move automa.db, automa.db-wal and automa.db-shm');
    expect(() => checkDatabaseFile(path)).toThrow(DataDirectoryError);
    expect(sumOf(path)).toBe(before);
  });

  it('the file gone but its log there: the log would be played into the new file', () => {
    const { dataDir, path } = makeFilled();
    openTestDatabase(dataDir).unsafeWrite((tx) => tx.delete(users).run());
    const left = makeTestFolder();
    copyFileSync(`${path}-wal`, join(left, 'automa.db-wal'));
    const refusal = openAnyway(left);
    expect(refusal.kind).toBe('damaged');
    expect(refusal.message).toContain('is missing, but its write-ahead log is there');
    expect(existsSync(join(left, 'automa.db'))).toBe(false);
  });

  it('doing as the message says makes a start possible again', () => {
    const { dataDir, path } = makeFilled();
    truncateSync(path, 0);
    openAnyway(dataDir);
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    expect(openTestDatabase(dataDir).read.select().from(users).all()).toEqual([]);
  });

  it('a large file is read through when its log is from before the machine started, and only then', {
    timeout: 60_000,
  }, () => {
    const { dataDir, path } = makeFilled();
    const database = openTestDatabase(dataDir);
    const raw = openRaw(dataDir);
    raw.exec('CREATE TABLE ballast (content BLOB) STRICT');
    raw.prepare('INSERT INTO ballast VALUES (zeroblob(40000000))').run();
    raw.close();
    database.close();
    const copy = makeTestFolder();
    const copied = join(copy, 'automa.db');
    const page = tablePage(path);
    const open = openTestDatabase(dataDir);
    open.unsafeWrite((tx) => tx.insert(users).values({ id: 'last', name: 'last', role: 'user', createdAt: 0 }).run());
    for (const suffix of ['', '-wal']) copyFileSync(`${path}${suffix}`, `${copied}${suffix}`);
    open.close();
    overwrite(copied, page, Buffer.alloc(4_096, 0xa5));
    utimesSync(`${copied}-wal`, new Date(0), new Date(0));
    const before = [sumOf(copied), sumOf(`${copied}-wal`)];
    expect(openAnyway(copy).kind).toBe('damaged');
    expect([sumOf(copied), sumOf(`${copied}-wal`)]).toEqual(before);
    utimesSync(`${copied}-wal`, new Date(), new Date());
    openTestDatabase(copy).close();
    expect(() => checkDatabaseFile(copied)).toThrow('is damaged');
  });
});

describe('a file in order', () => {
  it('is recognised without being changed, also while it is in use', () => {
    const { dataDir, path } = makeFilled();
    openTestDatabase(dataDir);
    const before = sumOf(path);
    expect(checkDatabaseFile(path)).toMatch(/^in order, schema \d+$/);
    expect(sumOf(path)).toBe(before);
    expect(checkDatabaseFile(join(dataDir, 'none.db'))).toBe('will be made at the first start');
  });

  it('a draft left by a process that was killed while making it is in nobody’s way', () => {
    const dataDir = makeTestFolder();
    appendFileSync(join(dataDir, 'automa.db.new'), 'half a file');
    openTestDatabase(dataDir);
    expect(existsSync(join(dataDir, 'automa.db.new'))).toBe(false);
  });

  it('is the owner’s alone, as is its log, whatever the umask', () => {
    const umask = process.umask(0);
    try {
      const dataDir = makeTestFolder();
      openTestDatabase(dataDir).unsafeWrite((tx) => tx.delete(users).run());
      for (const name of ['automa.db', 'automa.db-wal', 'automa.db-shm'])
        expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600);
    } finally {
      process.umask(umask);
    }
  });
});

/** Where in the file the first page below the root of `users` begins: rows are in it, the schema is not. */
function tablePage(path: string): number {
  const file = new Sqlite(path, { readonly: true });
  const page = file
    .prepare("SELECT pageno FROM dbstat WHERE name = 'users' AND pagetype = 'leaf' ORDER BY pageno LIMIT 1")
    .pluck()
    .get();
  file.close();
  return (Number(page) - 1) * 4_096;
}

function makeForeign(path: string): void {
  rmSync(path);
  const file = new Sqlite(path);
  file.exec('CREATE TABLE theirs (content TEXT)');
  file.close();
}
