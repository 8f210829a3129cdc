import { sql } from 'drizzle-orm';
import {
  blob,
  check,
  foreignKey,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { Validation } from '#contract/scripts.ts';
import { flag, id, instant, json } from './columns.ts';
import { users } from './users.ts';

/** Content of files, once per content. */
export const blobs = sqliteTable('blobs', {
  sha256: text().primaryKey(),
  size: integer().notNull(),
  content: blob({ mode: 'buffer' }).notNull(),
});

/** An immutable set of files with its entrypoint; drafts, versions and runs point at one. */
export const trees = sqliteTable('trees', {
  sha256: text().primaryKey(),
  entrypoint: text().notNull(),
  requirements: text(),
  createdAt: instant().notNull(),
});

export const treeFiles = sqliteTable(
  'tree_files',
  {
    treeSha256: text()
      .notNull()
      .references(() => trees.sha256, { onDelete: 'cascade' }),
    path: text().notNull(),
    blobSha256: text()
      .notNull()
      .references(() => blobs.sha256),
  },
  (table) => [primaryKey({ columns: [table.treeSha256, table.path] }), index('tree_files_blob').on(table.blobSha256)],
);

export const scripts = sqliteTable(
  'scripts',
  {
    id: id(),
    name: text().notNull(),
    /** Lowercase of the name: names are unique per kind, case-insensitively. */
    nameKey: text().notNull(),
    description: text().notNull(),
    ownerId: text()
      .notNull()
      .references(() => users.id),
    visibility: text().$type<'private' | 'shared'>().notNull(),
    tags: json<string[]>().notNull(),
    folder: text().notNull(),
    archived: flag().notNull().default(false),
    draftTree: text()
      .notNull()
      .references(() => trees.sha256),
    draftUpdatedAt: instant().notNull(),
    draftValidation: json<Validation>().notNull(),
    draftOrigin: text().$type<'editor' | 'upload'>().notNull(),
    activeVersion: integer(),
    latestVersion: integer(),
    revision: integer().notNull().default(1),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    deletedAt: instant(),
  },
  (table) => [
    uniqueIndex('scripts_name').on(table.nameKey).where(sql`deleted_at is null`),
    index('scripts_owner').on(table.ownerId),
    index('scripts_draft_tree').on(table.draftTree),
    check('scripts_visibility', sql`visibility in ('private', 'shared')`),
    check('scripts_draft_origin', sql`draft_origin in ('editor', 'upload')`),
    foreignKey({ columns: [table.id, table.activeVersion], foreignColumns: [versions.scriptId, versions.number] }),
  ],
);

export const versions = sqliteTable(
  'versions',
  {
    scriptId: text().notNull(),
    number: integer().notNull(),
    treeSha256: text()
      .notNull()
      .references(() => trees.sha256),
    label: text(),
    changelog: text(),
    origin: text().$type<'editor' | 'upload' | 'deploy'>().notNull(),
    inputSchema: json<Record<string, unknown>>(),
    createdAt: instant().notNull(),
    createdBy: text()
      .notNull()
      .references(() => users.id),
  },
  (table) => [
    primaryKey({ columns: [table.scriptId, table.number] }),
    index('versions_tree').on(table.treeSha256),
    check('versions_origin', sql`origin in ('editor', 'upload', 'deploy')`),
  ],
);
