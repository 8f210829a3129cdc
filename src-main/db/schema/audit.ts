import { sql } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { AuditEntry } from '#contract/audit.ts';
import { instant } from './columns.ts';

/** Append-only by trigger (see the migrations); each row's hash covers the one before. */
export const auditEntries = sqliteTable(
  'audit_entries',
  {
    seq: integer().primaryKey(),
    at: instant().notNull(),
    boot: text().notNull(),
    actorType: text().$type<AuditEntry['actor']['type']>().notNull(),
    actorId: text().notNull(),
    actorName: text().notNull(),
    via: text().$type<AuditEntry['via']>().notNull(),
    ip: text(),
    requestId: text().notNull(),
    action: text().notNull(),
    resourceType: text().notNull(),
    resourceId: text().notNull(),
    resourceName: text().notNull(),
    outcome: text().$type<AuditEntry['outcome']>().notNull(),
    /** JSON text as it was hashed. */
    details: text().notNull(),
    prevHash: text().notNull(),
    hash: text().notNull(),
  },
  (table) => [
    index('audit_entries_at').on(table.at),
    index('audit_entries_resource').on(table.resourceType, table.resourceId, table.seq),
    index('audit_entries_actor').on(table.actorId, table.seq),
    check('audit_entries_outcome', sql`outcome in ('ok', 'denied', 'failed')`),
  ],
);
