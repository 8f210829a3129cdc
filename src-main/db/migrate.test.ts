import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { makeTestFolder, migrationsDir, openRaw, openTestDatabase } from './open-test-database.ts';
import { sessions, users } from './schema/users.ts';

const child = join(import.meta.dirname, 'migrate-until-killed.test-child.ts');

/** Rebuilds a table that others refer to, which is the hardest a migration can do, and adds one. */
const rebuild = [
  'CREATE TABLE users_new (id text PRIMARY KEY NOT NULL, name text NOT NULL) STRICT',
  'INSERT INTO users_new SELECT id, name FROM users',
  'DROP TABLE users',
  'ALTER TABLE users_new RENAME TO users',
  'CREATE TABLE added (id text PRIMARY KEY NOT NULL) STRICT',
];

/** The migrations of the product and one more. */
function makeMigrations(statements: readonly string[]): string {
  const folder = join(makeTestFolder(), 'migrations');
  cpSync(migrationsDir, folder, { recursive: true });
  const journalPath = join(folder, 'meta/_journal.json');
  const journal = JSON.parse(readFileSync(journalPath, 'utf8')) as { entries: { idx: number; tag: string }[] }; // drizzle-kit wrote it
  journal.entries.push({ idx: journal.entries.length, tag: 'next' });
  writeFileSync(journalPath, JSON.stringify(journal));
  writeFileSync(join(folder, 'next.sql'), statements.join('\n--> statement-breakpoint\n'));
  return folder;
}

/** A state database of the present schema with a person and a session in it. */
function makeFilled(): string {
  const dataDir = makeTestFolder();
  const database = openTestDatabase(dataDir);
  database.unsafeWrite((tx) => {
    tx.insert(users).values({ id: 'a', name: 'a', role: 'user', createdAt: 0 }).run();
    tx.insert(sessions).values({ id: 'a', userId: 'a', createdAt: 0, lastSeenAt: 0, expiresAt: 0 }).run();
  });
  database.close();
  return dataDir;
}

/** Every object of the file and its number: equal for equal schemas. */
function schemaOf(dataDir: string): string {
  const file = openRaw(dataDir);
  const objects = file.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY type, name').raw().all();
  return JSON.stringify([file.pragma('user_version', { simple: true }), objects]);
}

function migrateAndKill(dataDir: string, migrations: string, killAt: number) {
  return spawnSync(process.execPath, ['--no-warnings', child, join(dataDir, 'automa.db'), migrations, String(killAt)], {
    encoding: 'utf8',
  });
}

const newest = JSON.parse(readFileSync(join(migrationsDir, 'meta/_journal.json'), 'utf8')).entries.length as number;

describe('E8 the copy made before a migration', () => {
  it('has every row, also those that are still in the write-ahead log, and is the owner’s alone', () => {
    const dataDir = makeFilled();
    const writer = openTestDatabase(dataDir);
    writer.unsafeWrite((tx) => {
      for (let n = 0; n < 50; n++)
        tx.insert(users)
          .values({ id: `wal-${n}`, name: 'wal', role: 'user', createdAt: n })
          .run();
    });
    expect(statSync(join(dataDir, 'automa.db-wal')).size).toBeGreaterThan(0);
    openTestDatabase(dataDir, { migrationsDir: makeMigrations(rebuild) });

    const [name = ''] = readdirSync(join(dataDir, 'backups'));
    expect(name).toBe(`before-schema-${newest + 1}-0.db`);
    const path = join(dataDir, 'backups', name);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const copy = new Sqlite(path, { readonly: true });
    expect(copy.prepare('SELECT count(*) FROM users').pluck().get()).toBe(51);
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(copy.pragma('user_version', { simple: true })).toBe(newest);
    copy.close();
  });

  it('is made for none that is new, and again for none that is current', () => {
    const dataDir = makeFilled();
    openTestDatabase(dataDir).close();
    expect(existsSync(join(dataDir, 'backups'))).toBe(false);
  });

  it('opens in place of the file it was made of', () => {
    const dataDir = makeFilled();
    openTestDatabase(dataDir, { migrationsDir: makeMigrations(rebuild) }).close();
    const restored = makeTestFolder();
    cpSync(join(dataDir, 'backups', `before-schema-${newest + 1}-0.db`), join(restored, 'automa.db'));
    expect(openTestDatabase(restored).read.select().from(sessions).all()).toHaveLength(1);
  });
});

describe('E11 a migration that does not come to its end', () => {
  it('killed at any statement leaves the old schema or the new one, and the rows', { timeout: 120_000 }, () => {
    const migrations = makeMigrations(rebuild);
    const reference = makeFilled();
    const before = schemaOf(reference);
    openTestDatabase(reference, { migrationsDir: migrations }).close();
    const after = schemaOf(reference);
    const seen = new Set<string>();

    let killAt = 1;
    for (; ; killAt++) {
      const dataDir = makeFilled();
      const died = migrateAndKill(dataDir, migrations, killAt);
      const found = schemaOf(dataDir);
      expect([before, after]).toContain(found);
      seen.add(found);
      const copies = existsSync(join(dataDir, 'backups'))
        ? readdirSync(join(dataDir, 'backups')).filter((name) => name.endsWith('.db'))
        : [];
      for (const copy of copies) expect(statSync(join(dataDir, 'backups', copy)).size).toBeGreaterThan(4_096);
      const next = openTestDatabase(dataDir, { migrationsDir: migrations });
      expect(schemaOf(dataDir)).toBe(after);
      expect(
        next.read
          .select({ id: sessions.id, name: users.name })
          .from(sessions)
          .innerJoin(users, eq(users.id, sessions.userId))
          .all(),
      ).toEqual([{ id: 'a', name: 'a' }]);
      next.close();
      if (died.signal === null) break;
    }
    expect(seen.size).toBe(2);
    expect(killAt).toBeGreaterThan(rebuild.length + 15);
  });

  it('killed while the first file is made leaves nothing the next start cannot take up', { timeout: 120_000 }, () => {
    const whole = makeTestFolder();
    openTestDatabase(whole).close();
    const complete = schemaOf(whole);
    for (let killAt = 1; ; killAt += 4) {
      const dataDir = makeTestFolder();
      const died = migrateAndKill(dataDir, migrationsDir, killAt);
      openTestDatabase(dataDir).close();
      expect(schemaOf(dataDir)).toBe(complete);
      if (died.signal === null) break;
    }
  });

  it.each(rebuild.map((_, at) => at))(
    'failing at statement %i changes nothing, and foreign keys are on again',
    (at) => {
      const dataDir = makeFilled();
      const before = schemaOf(dataDir);
      const migrations = makeMigrations(rebuild.with(at, 'INSERT INTO nowhere VALUES (1)'));
      expect(() => openTestDatabase(dataDir, { migrationsDir: migrations })).toThrow('nowhere');
      expect(schemaOf(dataDir)).toBe(before);
      const orphan = () =>
        openTestDatabase(dataDir).unsafeWrite((tx) =>
          tx.insert(sessions).values({ id: 'b', userId: 'nobody', createdAt: 0, lastSeenAt: 0, expiresAt: 0 }).run(),
        );
      expect(orphan).toThrow('FOREIGN KEY');
    },
  );

  it('that breaks references is undone and named', () => {
    const dataDir = makeFilled();
    const before = schemaOf(dataDir);
    const migrations = makeMigrations(['DELETE FROM users']);
    expect(() => openTestDatabase(dataDir, { migrationsDir: migrations })).toThrow(
      'migration next breaks 1 foreign keys',
    );
    expect(schemaOf(dataDir)).toBe(before);
  });

  it('a database of a newer version is refused, and says what to do', () => {
    const dataDir = makeFilled();
    openTestDatabase(dataDir, { migrationsDir: makeMigrations(rebuild) }).close();
    const before = schemaOf(dataDir);
    expect(() => openTestDatabase(dataDir)).toThrow(
      /was written by a newer version of Automa \(schema \d+; this one knows \d+\). Install that version/,
    );
    expect(schemaOf(dataDir)).toBe(before);
  });

  it('a copy that was begun and not finished is made anew', () => {
    const dataDir = makeFilled();
    mkdirSync(join(dataDir, 'backups'));
    writeFileSync(join(dataDir, 'backups', `before-schema-${newest + 1}-0.db.new`), 'half a copy');
    openTestDatabase(dataDir, { migrationsDir: makeMigrations(rebuild) });
    expect(readdirSync(join(dataDir, 'backups'))).toEqual([`before-schema-${newest + 1}-0.db`]);
  });
});
