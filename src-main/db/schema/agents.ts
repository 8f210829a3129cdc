import { sql } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Profile } from '#contract/profile.ts';
import { flag, id, instant, json } from './columns.ts';
import { scripts } from './scripts.ts';
import { users } from './users.ts';

export const agents = sqliteTable(
  'agents',
  {
    id: id(),
    name: text().notNull(),
    nameKey: text().notNull(),
    description: text().notNull(),
    scriptId: text()
      .notNull()
      .references(() => scripts.id),
    /** Null follows the script's active version. */
    version: integer(),
    config: json<Record<string, unknown>>().notNull(),
    environment: text().notNull(),
    profile: json<Profile>().notNull(),
    isActive: flag().notNull(),
    /** JSON text the last run left in /out/.automa/state.json. */
    state: text(),
    ownerId: text()
      .notNull()
      .references(() => users.id),
    visibility: text().$type<'private' | 'shared'>().notNull(),
    tags: json<string[]>().notNull(),
    folder: text().notNull(),
    revision: integer().notNull().default(1),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    deletedAt: instant(),
  },
  (table) => [
    uniqueIndex('agents_name').on(table.nameKey).where(sql`deleted_at is null`),
    index('agents_script').on(table.scriptId),
    index('agents_owner').on(table.ownerId),
    check('agents_visibility', sql`visibility in ('private', 'shared')`),
  ],
);
