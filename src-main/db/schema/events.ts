import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { id, instant, json } from './columns.ts';
import { triggers } from './jobs.ts';
import { users } from './users.ts';

/** What happened, told from outside, by a script or by the system. Ids sort by time. */
export const events = sqliteTable(
  'events',
  {
    id: id(),
    type: text().notNull(),
    source: text().notNull(),
    subject: text(),
    payload: json<unknown>().notNull(),
    at: instant().notNull(),
    /** Runs between this event and one from outside. */
    depth: integer().notNull(),
    /** The run that caused it. */
    runId: text(),
    dedupeKey: text(),
    /** Whose triggers and eyes it is for; null: the system's, for everyone. */
    ownerId: text().references(() => users.id),
    visibility: text().$type<'private' | 'shared'>().notNull(),
    /** When the triggers were asked; null while they have to be. */
    matchedAt: instant(),
  },
  (table) => [
    index('events_type').on(table.type, sql`id desc`),
    index('events_unmatched').on(table.id).where(sql`matched_at is null`),
    index('events_dedupe').on(table.ownerId, table.dedupeKey, table.at).where(sql`dedupe_key is not null`),
    index('events_owner').on(table.ownerId, sql`id desc`),
    index('events_shared').on(table.id).where(sql`visibility = 'shared'`),
    index('events_run').on(table.runId).where(sql`run_id is not null`),
  ],
);

/** Events a trigger collects: until no more come (debounce), or until there are enough (batch); kept with what they started. */
export const collectedEvents = sqliteTable(
  'collected_events',
  {
    triggerId: text()
      .notNull()
      .references(() => triggers.id, { onDelete: 'cascade' }),
    eventId: text()
      .notNull()
      .references(() => events.id, { onDelete: 'cascade' }),
    /** The last event of those it was gathered with, which names their occurrence; null while it waits for more. */
    gatheredInto: text(),
  },
  (table) => [
    primaryKey({ columns: [table.triggerId, table.eventId] }),
    index('collected_events_event').on(table.eventId),
    index('collected_events_waiting').on(table.triggerId, table.eventId).where(sql`gathered_into is null`),
  ],
);
