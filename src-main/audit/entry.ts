import { hash } from 'node:crypto';
import type { AuditEntry } from '#contract/audit.ts';
import { toInstant } from '../base/clock.ts';
import type { auditEntries } from '../db/schema/audit.ts';
import { canonicalJson } from './canonical-json.ts';

type Row = typeof auditEntries.$inferSelect;
export type UnsealedEntry = Omit<AuditEntry, 'prevHash' | 'hash'>;

/** What stands before the first entry. */
export const firstPrevHash = '0'.repeat(64);

/** sha256 over the ASCII hex of `prevHash` followed by the canonical JSON of the entry (domain.md "Audit"). */
export function hashEntry(prevHash: string, entry: UnsealedEntry): string {
  return hash('sha256', prevHash + canonicalJson(entry), 'hex');
}

/** The entry as it is exported and hashed. */
export function toUnsealedEntry(row: Omit<Row, 'prevHash' | 'hash'>): UnsealedEntry {
  return {
    seq: row.seq,
    at: tellInstant(row.at),
    boot: row.boot,
    actor: { type: row.actorType, id: row.actorId, name: row.actorName },
    via: row.via,
    ...(row.ip === null ? {} : { ip: row.ip }),
    requestId: row.requestId,
    action: row.action,
    resource: { type: row.resourceType, id: row.resourceId, name: row.resourceName },
    outcome: row.outcome,
    details: parseDetails(row.details),
  };
}

export function toEntry(row: Row): AuditEntry {
  return { ...toUnsealedEntry(row), prevHash: row.prevHash, hash: row.hash };
}

// We wrote a moment and an object. Whatever else stands there was put there by someone, and must show as a broken
// hash, not as a crash.

function tellInstant(at: number): string {
  return Number.isNaN(new Date(at).getTime()) ? String(at) : toInstant(at);
}

function parseDetails(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { unreadable: text };
  }
}
