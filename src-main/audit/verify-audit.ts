import { asc, desc, gt } from 'drizzle-orm';
import type { AuditEntry, AuditVerdict } from '#contract/audit.ts';
import type { ReadDb } from '../db/database.ts';
import { auditEntries } from '../db/schema/audit.ts';
import { type FoundAnchor, type Head, readAnchors } from './anchor.ts';
import { firstPrevHash, hashEntry, toEntry } from './entry.ts';

const pageSize = 5_000;

/** What stands before the first entry. */
export const beforeFirst: Head = { seq: 0, hash: firstPrevHash };

/** Checks every hash, every link, the numbering and the anchors; names the first entry that is wrong. */
export function verifyAudit(read: ReadDb, dataDir: string): AuditVerdict {
  const { current, disputed } = readAnchors(dataDir);
  const found = checkChain(read, beforeFirst, [...disputed, ...(current === undefined ? [] : [current])]);
  const entries = found.last.seq;
  if (found.wrong !== undefined) return { ok: false, entries, firstBroken: found.wrong };
  if (current === undefined && entries > 0) {
    return { ok: false, entries, firstBroken: { seq: entries, why: 'the anchor outside the database is missing' } };
  }
  return { ok: true, entries };
}

interface Finding {
  /** The newest entry there is; behind a wrong one nothing is looked at but the end. */
  last: Head;
  wrong?: { seq: number; why: string };
}

/** Follows the chain from an entry that is believed to the end, and holds the anchors against it. */
export function checkChain(read: ReadDb, from: Head, anchors: readonly FoundAnchor[]): Finding {
  const heads = anchors.filter((anchor): anchor is Head => !('broken' in anchor));
  let last = from;
  for (const entry of readEntries(read, from.seq)) {
    const isAnchored = heads.every(({ seq, hash }) => seq !== entry.seq || hash === entry.hash);
    const why =
      findFault(entry, last) ?? (isAnchored ? undefined : 'it is not the entry that was anchored outside the database');
    if (why !== undefined) return { last: findHead(read), wrong: { seq: Math.min(entry.seq, last.seq + 1), why } };
    last = { seq: entry.seq, hash: entry.hash };
  }
  const ahead = Math.max(0, ...heads.map(({ seq }) => seq));
  if (ahead > last.seq) {
    return {
      last,
      wrong: {
        seq: last.seq + 1,
        why: `the log ends at ${last.seq}, but entry ${ahead} was anchored outside the database`,
      },
    };
  }
  const broken = anchors.find((anchor) => 'broken' in anchor);
  return broken === undefined ? { last } : { last, wrong: { seq: last.seq, why: broken.broken } };
}

function findFault(entry: AuditEntry, last: Head): string | undefined {
  if (entry.seq !== last.seq + 1) return `entry ${last.seq + 1} is missing; the next one is ${entry.seq}`;
  if (entry.prevHash !== last.hash) return 'it does not follow the entry before it';
  const { prevHash, hash, ...unsealed } = entry;
  return hashEntry(prevHash, unsealed) === hash ? undefined : 'its content does not match its hash';
}

/** The newest entry. */
export function findHead(read: ReadDb): Head {
  const last = read
    .select({ seq: auditEntries.seq, hash: auditEntries.hash })
    .from(auditEntries)
    .orderBy(desc(auditEntries.seq))
    .limit(1)
    .get();
  return last ?? beforeFirst;
}

/** The entries after `after` in order, a page at a time: no reader holds the write-ahead log for longer than a page. */
export function* readEntries(read: ReadDb, after = 0): Generator<AuditEntry> {
  for (let last = after; ; ) {
    const rows = read
      .select()
      .from(auditEntries)
      .where(gt(auditEntries.seq, last))
      .orderBy(asc(auditEntries.seq))
      .limit(pageSize)
      .all();
    for (const row of rows) yield toEntry(row);
    const end = rows.at(-1);
    if (end === undefined || rows.length < pageSize) return;
    last = end.seq;
  }
}
