import { and, eq, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Principal } from './principal.ts';

/** The table of a kind of thing that has an owner, and may be shared, tagged and put into a folder. */
type OwnedTable = Record<'nameKey' | 'ownerId' | 'visibility' | 'tags' | 'folder' | 'deletedAt', SQLiteColumn>;

/** What every list of such things can be narrowed by. */
export interface ListFilter {
  /** Part of the name, in any case. */
  q?: string | undefined;
  tag?: string | undefined;
  folder?: string | undefined;
  createdBy?: string | undefined;
}

/** One's own and the shared; administrators see all. Nothing of the trash. */
export function isVisible(
  table: Pick<OwnedTable, 'ownerId' | 'visibility' | 'deletedAt'>,
  principal: Principal,
): SQL | undefined {
  const isOurs = principal.isAdmin
    ? undefined
    : or(eq(table.ownerId, principal.userId), eq(table.visibility, 'shared'));
  return and(isNull(table.deletedAt), isOurs);
}

/** What of a list the principal may see and wants. */
export function isListed(
  table: OwnedTable,
  principal: Principal,
  { q, tag, folder, createdBy }: ListFilter,
): SQL | undefined {
  return and(
    isVisible(table, principal),
    q === undefined ? undefined : sql`instr(${table.nameKey}, ${q.toLowerCase()}) > 0`,
    tag === undefined ? undefined : sql`exists (select 1 from json_each(${table.tags}) where value = ${tag})`,
    folder === undefined ? undefined : eq(table.folder, folder),
    createdBy === undefined ? undefined : eq(table.ownerId, createdBy),
  );
}
