import { sql } from 'drizzle-orm';
import type { AuditEntry } from '#contract/audit.ts';
import type { WriteDb } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import { auditEntries } from '../db/schema/audit.ts';
import type { Head } from './anchor.ts';
import { hashEntry, toEntry, toUnsealedEntry } from './entry.ts';

const placeholder = sql.placeholder;
const insertEntry = prepared((tx: WriteDb) =>
  tx
    .insert(auditEntries)
    .values({
      seq: placeholder('seq'),
      at: placeholder('at'),
      boot: placeholder('boot'),
      actorType: placeholder('actorType'),
      actorId: placeholder('actorId'),
      actorName: placeholder('actorName'),
      via: placeholder('via'),
      ip: placeholder('ip'),
      requestId: placeholder('requestId'),
      action: placeholder('action'),
      resourceType: placeholder('resourceType'),
      resourceId: placeholder('resourceId'),
      resourceName: placeholder('resourceName'),
      outcome: placeholder('outcome'),
      details: placeholder('details'),
      prevHash: placeholder('prevHash'),
      hash: placeholder('hash'),
    })
    .prepare(),
);

/** An entry before it has its place in the chain. */
export type UnsealedRow = Omit<typeof auditEntries.$inferSelect, 'seq' | 'prevHash' | 'hash'>;

/** Writes the entry behind `head`, sealed with the hash that covers everything before it. */
export function sealEntry(tx: WriteDb, head: Head, row: UnsealedRow): AuditEntry {
  const unsealed = { ...makeWellFormed(row), seq: head.seq + 1 };
  const sealed = { ...unsealed, prevHash: head.hash, hash: hashEntry(head.hash, toUnsealedEntry(unsealed)) };
  insertEntry(tx).run(sealed);
  return toEntry(sealed);
}

/** The database stores U+FFFD for a lone surrogate; hash and mirror must say the same. */
function makeWellFormed<Row extends object>(row: Row): Row {
  const members = Object.entries(row).map(([key, value]) => [
    key,
    typeof value === 'string' ? value.toWellFormed() : value,
  ]);
  return Object.fromEntries(members) as Row; // the same members with values of the same types
}
