import { and, desc, eq, gte, lt, or, sql } from 'drizzle-orm';
import type { AuditEntry } from '#contract/audit.ts';
import { decodeCursor, pageOf } from '../base/cursor.ts';
import { invalid } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import { auditEntries } from '../db/schema/audit.ts';
import { toEntry } from './entry.ts';

export interface AuditFilter {
  limit: number;
  cursor?: string | undefined;
  actor?: string | undefined;
  action?: string | undefined;
  resourceType?: string | undefined;
  resourceId?: string | undefined;
  outcome?: AuditEntry['outcome'] | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** Entries newest first. `action` also matches the acts below it: `job` finds `job.create`. */
export function listAudit(read: ReadDb, filter: AuditFilter) {
  const before = decodeCursor(filter.cursor)?.[0];
  if (before !== undefined && !Number.isSafeInteger(before)) throw invalid('cursor', 'is not one this server gave out');
  const rows = read
    .select()
    .from(auditEntries)
    .where(
      and(
        before === undefined ? undefined : lt(auditEntries.seq, Number(before)),
        filter.actor === undefined
          ? undefined
          : or(
              eq(auditEntries.actorId, filter.actor),
              sql`instr(lower(${auditEntries.actorName}), ${filter.actor.toLowerCase()}) > 0`,
            ),
        filter.action === undefined
          ? undefined
          : or(
              eq(auditEntries.action, filter.action),
              sql`substr(${auditEntries.action}, 1, ${filter.action.length + 1}) = ${`${filter.action}.`}`,
            ),
        filter.resourceType === undefined ? undefined : eq(auditEntries.resourceType, filter.resourceType),
        filter.resourceId === undefined ? undefined : eq(auditEntries.resourceId, filter.resourceId),
        filter.outcome === undefined ? undefined : eq(auditEntries.outcome, filter.outcome),
        filter.from === undefined ? undefined : gte(auditEntries.at, Date.parse(filter.from)),
        filter.to === undefined ? undefined : lt(auditEntries.at, Date.parse(filter.to)),
      ),
    )
    .orderBy(desc(auditEntries.seq))
    .limit(filter.limit + 1)
    .all();
  return pageOf(rows, filter.limit, { toItem: toEntry, toPosition: (row) => [row.seq, String(row.seq)] });
}
