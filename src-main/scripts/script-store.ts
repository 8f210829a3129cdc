import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Script, Version } from '#contract/scripts.ts';
import { isListed, type ListFilter } from '../access/listing.ts';
import type { Principal } from '../access/principal.ts';
import { toInstant } from '../base/clock.ts';
import { decodeCursor, pageOf } from '../base/cursor.ts';
import { notFound } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { scripts, versions } from '../db/schema/scripts.ts';
import { getTreeHead, listTreeFiles } from './tree-store.ts';

export type ScriptRow = typeof scripts.$inferSelect;
export type VersionRow = typeof versions.$inferSelect;

export interface ScriptFilter extends ListFilter {
  limit: number;
  cursor?: string | undefined;
  archived?: boolean | undefined;
}

const scriptById = prepared((read: ReadDb) =>
  read
    .select()
    .from(scripts)
    .where(and(eq(scripts.id, parameter('id')), isNull(scripts.deletedAt)))
    .prepare(),
);
const versionByNumber = prepared((read: ReadDb) =>
  read
    .select()
    .from(versions)
    .where(and(eq(versions.scriptId, parameter('scriptId')), eq(versions.number, parameter('number'))))
    .prepare(),
);

export function findScript(read: ReadDb, id: string): ScriptRow | undefined {
  return scriptById(read).get({ id });
}

/** Scripts the principal may see, by name. */
export function listScripts(read: ReadDb, principal: Principal, filter: ScriptFilter) {
  const after = decodeCursor(filter.cursor);
  const rows = read
    .select()
    .from(scripts)
    .where(
      and(
        isListed(scripts, principal, filter),
        filter.archived === undefined ? undefined : eq(scripts.archived, filter.archived),
        after === undefined ? undefined : sql`(${scripts.nameKey}, ${scripts.id}) > (${after[0]}, ${after[1]})`,
      ),
    )
    .orderBy(asc(scripts.nameKey), asc(scripts.id))
    .limit(filter.limit + 1)
    .all();
  return pageOf(rows, filter.limit, { toItem: toScript, toPosition: (row) => [row.nameKey, row.id] });
}

export function findVersion(read: ReadDb, scriptId: string, number: number): VersionRow | undefined {
  return versionByNumber(read).get({ scriptId, number });
}

export function getVersion(read: ReadDb, scriptId: string, number: number): VersionRow {
  const row = findVersion(read, scriptId, number);
  if (row === undefined) throw notFound('version', `${number} of script ${scriptId}`);
  return row;
}

export function listVersions(read: ReadDb, scriptId: string): VersionRow[] {
  return read.select().from(versions).where(eq(versions.scriptId, scriptId)).orderBy(desc(versions.number)).all();
}

export function toScript(row: ScriptRow): Script {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    runtime: 'python',
    activeVersion: row.activeVersion,
    latestVersion: row.latestVersion,
    archived: row.archived,
    owner: row.ownerId,
    visibility: row.visibility,
    tags: row.tags,
    folder: row.folder,
    createdAt: toInstant(row.createdAt),
    updatedAt: toInstant(row.updatedAt),
    createdBy: row.ownerId,
  };
}

export function toVersion(read: ReadDb, script: ScriptRow, row: VersionRow): Version {
  const tree = getTreeHead(read, row.treeSha256);
  return {
    number: row.number,
    label: row.label,
    changelog: row.changelog,
    origin: row.origin,
    sha256: row.treeSha256,
    entrypoint: tree.entrypoint,
    files: listTreeFiles(read, row.treeSha256),
    requirements: tree.requirements,
    inputSchema: row.inputSchema,
    createdAt: toInstant(row.createdAt),
    createdBy: row.createdBy,
    active: script.activeVersion === row.number,
  };
}
