import { asc, count, gt } from 'drizzle-orm';
import type { AuditEntry, AuditVerdict } from '#contract/audit.ts';
import type { ReadDb } from '../db/database.ts';
import { auditEntries } from '../db/schema/audit.ts';
import { readAnchor } from './anchor.ts';
import { firstPrevHash, hashEntry, toEntry } from './entry.ts';

const pageSize = 5_000;

/** Checks every hash, every link, the numbering and the anchor; names the first entry that is wrong. */
export function verifyAudit(read: ReadDb, dataDir: string): AuditVerdict {
  const entries = read.select({ n: count() }).from(auditEntries).get()?.n ?? 0;
  const anchor = readAnchor(dataDir);
  const broken = (seq: number, why: string): AuditVerdict => ({ ok: false, entries, firstBroken: { seq, why } });

  let last = { seq: 0, hash: firstPrevHash };
  for (const entry of readEntries(read)) {
    if (entry.seq !== last.seq + 1)
      return broken(last.seq + 1, `entry ${last.seq + 1} is missing; the next one is ${entry.seq}`);
    if (entry.prevHash !== last.hash) return broken(entry.seq, 'it does not follow the entry before it');
    const { prevHash, hash, ...unsealed } = entry;
    if (hashEntry(prevHash, unsealed) !== hash) return broken(entry.seq, 'its content does not match its hash');
    if (anchor !== undefined && 'seq' in anchor && anchor.seq === entry.seq && anchor.hash !== hash) {
      return broken(entry.seq, 'it is not the entry that was anchored outside the database');
    }
    last = { seq: entry.seq, hash };
  }
  if (anchor === undefined && entries > 0) return broken(entries, 'the anchor outside the database is missing');
  if (anchor !== undefined && 'broken' in anchor) return broken(entries, anchor.broken);
  if (anchor !== undefined && anchor.seq > last.seq) {
    return broken(
      last.seq + 1,
      `the log ends at ${last.seq}, but entry ${anchor.seq} was anchored outside the database`,
    );
  }
  return { ok: true, entries };
}

/** All entries in order, a page at a time. */
export function* readEntries(read: ReadDb): Generator<AuditEntry> {
  for (let after = 0; ; ) {
    const rows = read
      .select()
      .from(auditEntries)
      .where(gt(auditEntries.seq, after))
      .orderBy(asc(auditEntries.seq))
      .limit(pageSize)
      .all();
    for (const row of rows) yield toEntry(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    after = last.seq;
  }
}
