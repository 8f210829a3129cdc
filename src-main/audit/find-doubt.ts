import { desc, lt } from 'drizzle-orm';
import type { ReadDb } from '../db/database.ts';
import { auditEntries } from '../db/schema/audit.ts';
import { type Head, readAnchors } from './anchor.ts';
import { beforeFirst, checkChain, findHead } from './verify-audit.ts';

/** What does not fit between the log and its anchor at a start: a cut tail, an older copy of the database. */
export interface Doubt {
  seq: number;
  why: string;
}

/** Looks at the entries from the anchored one on, which are few; `undefined` when all is in order. */
export function findDoubt(read: ReadDb, dataDir: string): Doubt | undefined {
  const { current } = readAnchors(dataDir);
  const { seq } = findHead(read);
  if (current === undefined) return seq === 0 ? undefined : { seq, why: 'the anchor outside the database is missing' };
  if ('broken' in current) return { seq, why: current.broken };
  return checkChain(read, findEntryBefore(read, current.seq), [current]).wrong;
}

function findEntryBefore(read: ReadDb, seq: number): Head {
  const row = read
    .select({ seq: auditEntries.seq, hash: auditEntries.hash })
    .from(auditEntries)
    .where(lt(auditEntries.seq, seq))
    .orderBy(desc(auditEntries.seq))
    .limit(1)
    .get();
  return row ?? beforeFirst;
}
