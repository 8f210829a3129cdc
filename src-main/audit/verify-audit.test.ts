import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabaseForReading } from '../db/database.ts';
import { makeTestFolder, openRaw } from '../db/open-test-database.ts';
import { auditEntries } from '../db/schema/audit.ts';
import { firstPrevHash, hashEntry, toUnsealedEntry } from './entry.ts';
import { openTestAudit, type TestAudit } from './open-test-audit.ts';
import { readEntries, verifyAudit } from './verify-audit.ts';

const entryCount = 40;

function fill(bed: TestAudit, from: number, to: number): void {
  for (let n = from; n <= to; n++) {
    bed.clock.advance(1_000);
    bed.audit.transact(
      { actor: { type: 'user', id: `u${n % 3}`, name: 'Jürgen' }, via: 'http', requestId: `r${n}` },
      ({ record }) =>
        record({
          action: 'job.update',
          resource: { type: 'job', id: `j${n}`, name: `job ${n}` },
          details: { from: n, to: n + 0.5 },
        }),
    );
  }
}

/** A data directory with a closed log of forty entries; `tamper` works on it as an intruder would. */
function makeTampered(tamper: (file: Sqlite.Database, dataDir: string) => void): string {
  const dataDir = makeTestFolder();
  const bed = openTestAudit(undefined, { dataDir });
  fill(bed, 1, entryCount);
  bed.close();
  const file = openRaw(dataDir);
  file.exec('DROP TRIGGER audit_entries_no_update; DROP TRIGGER audit_entries_no_delete');
  tamper(file, dataDir);
  file.close();
  return dataDir;
}

function verify(dataDir: string) {
  const state = openDatabaseForReading(dataDir);
  onTestFinished(() => state.close());
  return verifyAudit(state.read, dataDir);
}

/** Opens and closes the log as a restart of the product does. */
function restart(dataDir: string): void {
  openTestAudit(undefined, { dataDir }).close();
}

type Row = Record<string, string | number | null>;
const readRow = (file: Sqlite.Database, seq: number) =>
  file.prepare<[number], Row>('SELECT * FROM audit_entries WHERE seq = ?').get(seq) ?? {};

describe('G1 an entry that was changed, dropped or moved', () => {
  const columns = Object.values(auditEntries).flatMap((column) =>
    'name' in column && column.name !== 'seq' ? [String(column.name)] : [],
  );
  const names = columns.map((name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));

  it.each(names)('one byte of %s: verify names the entry', (name) => {
    const seq = 17;
    const dataDir = makeTampered((file) => {
      const was = readRow(file, seq)[name] ?? null;
      const is =
        was === null
          ? '127.0.0.1'
          : typeof was === 'number'
            ? was + 1
            : name === 'outcome'
              ? 'denied'
              : String(was).replace(/.$/, (last) => (last === 'x' ? 'y' : 'x'));
      file.prepare(`UPDATE audit_entries SET ${name} = ? WHERE seq = ?`).run(is, seq);
    });
    expect(verify(dataDir)).toMatchObject({ ok: false, entries: entryCount, firstBroken: { seq } });
  });

  it.each([
    ['an instant no calendar has', 'at = 9223372036854775807'],
    ['details that are no JSON', "details = '{'"],
    ['details that are no object', "details = '17'"],
  ])('%s: verify names the entry and does not break itself', (_name, set) => {
    const dataDir = makeTampered((file) => file.exec(`UPDATE audit_entries SET ${set} WHERE seq = 17`));
    expect(verify(dataDir)).toMatchObject({ ok: false, firstBroken: { seq: 17 } });
  });

  it('dropped: verify names it', () => {
    const dataDir = makeTampered((file) => file.exec('DELETE FROM audit_entries WHERE seq = 17'));
    expect(verify(dataDir)).toMatchObject({
      ok: false,
      firstBroken: { seq: 17, why: 'entry 17 is missing; the next one is 18' },
    });
  });

  it('the first one dropped, and the first two', () => {
    for (const upTo of [1, 2]) {
      const dataDir = makeTampered((file) => file.exec(`DELETE FROM audit_entries WHERE seq <= ${upTo}`));
      expect(verify(dataDir)).toMatchObject({ ok: false, firstBroken: { seq: 1 } });
    }
  });

  it('two swapped, content or number: verify names the first of them', () => {
    const byNumber = makeTampered((file) =>
      file.exec(
        'UPDATE audit_entries SET seq = 1000 WHERE seq = 12; UPDATE audit_entries SET seq = 12 WHERE seq = 30; UPDATE audit_entries SET seq = 30 WHERE seq = 1000',
      ),
    );
    expect(verify(byNumber)).toMatchObject({ ok: false, firstBroken: { seq: 12 } });
    const byContent = makeTampered((file) => {
      const [first, second] = [readRow(file, 12), readRow(file, 30)];
      const put = file.prepare(
        'UPDATE audit_entries SET resource_id = :resource_id, details = :details, hash = :hash, prev_hash = :prev_hash WHERE seq = :seq',
      );
      put.run({ ...first, seq: 30 });
      put.run({ ...second, seq: 12 });
    });
    expect(verify(byContent)).toMatchObject({ ok: false, firstBroken: { seq: 12 } });
  });

  it('an untouched log verifies', () => {
    expect(verify(makeTampered(() => {}))).toEqual({ ok: true, entries: entryCount });
  });
});

/** Gives the entries from `from` on new hashes that fit each other, as somebody who knows how they are made could. */
function rehash(file: Sqlite.Database, from: number): void {
  const state = openDatabaseForReading(file.name.replace(/\/automa\.db$/, ''));
  const rows = state.read.select().from(auditEntries).orderBy(auditEntries.seq).all();
  state.close();
  let prevHash = rows.find(({ seq }) => seq === from - 1)?.hash ?? firstPrevHash;
  const put = file.prepare('UPDATE audit_entries SET prev_hash = ?, hash = ? WHERE seq = ?');
  for (const { prevHash: _was, hash: _is, ...row } of rows.filter(({ seq }) => seq >= from)) {
    const hash = hashEntry(prevHash, toUnsealedEntry(row));
    put.run(prevHash, hash, row.seq);
    prevHash = hash;
  }
}

describe('G2 a log that fits in itself, but is not the one that was written', () => {
  const tamperings: [name: string, seq: number, tamper: (file: Sqlite.Database) => void][] = [
    ['its tail cut', 31, (file) => file.exec('DELETE FROM audit_entries WHERE seq > 30')],
    ['all of it gone', 1, (file) => file.exec('DELETE FROM audit_entries')],
    [
      'its tail cut and made anew with hashes that fit',
      entryCount,
      (file) => {
        file.exec("UPDATE audit_entries SET actor_name = 'Somebody else' WHERE seq > 30");
        rehash(file, 31);
      },
    ],
    [
      'all of it rewritten with hashes that fit',
      entryCount,
      (file) => {
        file.exec("UPDATE audit_entries SET actor_name = 'Somebody else'");
        rehash(file, 1);
      },
    ],
  ];

  it.each(tamperings)('%s: the anchor tells', (_name, seq, tamper) => {
    expect(verify(makeTampered(tamper))).toMatchObject({ ok: false, firstBroken: { seq } });
  });

  it.each(tamperings)('%s: a restart does not cover it up, but records it', (_name, seq, tamper) => {
    const dataDir = makeTampered(tamper);
    restart(dataDir);
    const bed = openTestAudit(undefined, { dataDir });
    onTestFinished(() => bed.close());
    const doubts = [...readEntries(bed.audit.read)].filter(({ action }) => action === 'audit.doubt');
    expect(doubts).toMatchObject([{ outcome: 'failed', details: { seq, keptAs: 'audit-anchor.disputed-1.json' } }]);
    fill(bed, 1, entryCount); // past the number that was anchored
    expect(verifyAudit(bed.audit.read, dataDir).ok).toBe(false);
    rmSync(join(dataDir, 'audit-anchor.disputed-1.json'));
    expect(verifyAudit(bed.audit.read, dataDir).ok).toBe(true);
  });

  it('an older copy of database and log put back is told from the newer anchor (E7)', () => {
    const dataDir = makeTestFolder();
    const bed = openTestAudit(undefined, { dataDir });
    fill(bed, 1, 10);
    const copy = join(makeTestFolder(), 'copy.db');
    openRaw(dataDir).prepare('VACUUM INTO ?').run(copy);
    fill(bed, 11, 20);
    bed.close();
    for (const suffix of ['-wal', '-shm']) rmSync(join(dataDir, `automa.db${suffix}`), { force: true });
    copyFileSync(copy, join(dataDir, 'automa.db'));
    expect(verify(dataDir)).toMatchObject({
      ok: false,
      firstBroken: { seq: 11, why: 'the log ends at 10, but entry 20 was anchored outside the database' },
    });
  });

  it.each([
    ['removed', (path: string) => rmSync(path), 'the anchor outside the database is missing'],
    [
      'written by hand',
      (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('"seq":40', '"seq":30')),
      'the anchor was written by someone else',
    ],
    ['emptied', (path: string) => writeFileSync(path, ''), 'the anchor file cannot be read'],
  ])('an anchor that was %s is told, and recorded at the next start', (_name, tamper, why) => {
    const dataDir = makeTampered((_file, folder) => tamper(join(folder, 'audit-anchor.json')));
    expect(verify(dataDir)).toMatchObject({ ok: false, firstBroken: { seq: entryCount, why } });
    restart(dataDir);
    const state = openDatabaseForReading(dataDir);
    onTestFinished(() => state.close());
    expect([...readEntries(state.read, entryCount)]).toMatchObject([{ action: 'audit.doubt', details: { why } }]);
  });

  it('a crash between the commit and the anchor is no doubt', () => {
    const dataDir = makeTestFolder();
    const bed = openTestAudit(undefined, { dataDir });
    fill(bed, 1, 10);
    const anchor = readFileSync(join(dataDir, 'audit-anchor.json'));
    fill(bed, 11, 13);
    bed.close();
    writeFileSync(join(dataDir, 'audit-anchor.json'), anchor);
    restart(dataDir);
    expect(verify(dataDir)).toEqual({ ok: true, entries: 13 });
  });

  it('a log that was never written to is in order', () => {
    const dataDir = makeTestFolder();
    restart(dataDir);
    expect(existsSync(join(dataDir, 'audit-anchor.json'))).toBe(false);
    expect(verify(dataDir)).toEqual({ ok: true, entries: 0 });
    restart(dataDir);
    expect(verify(dataDir)).toEqual({ ok: true, entries: 0 });
  });
});

it('what is read of a log that grows meanwhile is whole', () => {
  const dataDir = makeTestFolder();
  const bed = openTestAudit(undefined, { dataDir });
  onTestFinished(() => bed.close());
  bed.audit.transact({ actor: { type: 'system', id: 's', name: 's' }, via: 'cli', requestId: 'r' }, ({ record }) => {
    for (let n = 0; n < 6_000; n++) record({ action: 'a.b', resource: { type: 't', id: 'i', name: 'n' } });
  });
  const reader = readEntries(bed.audit.read);
  let read = 0;
  for (const _entry of reader) {
    if (++read === 10) fill(bed, 1, 10);
  }
  expect(read).toBe(6_010);
  expect(bed.audit.read.get(sql`SELECT count(*) AS n FROM audit_entries`)).toEqual({ n: 6_010 });
});
