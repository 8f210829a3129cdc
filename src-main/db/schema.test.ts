import { is, SQL, Table } from 'drizzle-orm';
import { CasingCache } from 'drizzle-orm/casing';
import { getTableConfig, SQLiteSyncDialect, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import { expect, it } from 'vitest';
import { makeTestFolder, openRaw, openTestDatabase } from './open-test-database.ts';
import * as agents from './schema/agents.ts';
import * as audit from './schema/audit.ts';
import * as events from './schema/events.ts';
import * as jobs from './schema/jobs.ts';
import * as runs from './schema/runs.ts';
import * as scripts from './schema/scripts.ts';
import * as settings from './schema/settings.ts';
import * as users from './schema/users.ts';

const tables = [agents, audit, events, jobs, runs, scripts, settings, users]
  .flatMap((file): unknown[] => Object.values(file))
  .filter((exported): exported is SQLiteTable => is(exported, Table))
  .map(getTableConfig);
type TableConfig = (typeof tables)[number];
const casing = new CasingCache('snake_case');
const dialect = new SQLiteSyncDialect({ casing: 'snake_case' });

function openMigrated() {
  const dataDir = makeTestFolder();
  openTestDatabase(dataDir);
  return openRaw(dataDir);
}

it('the migrations make the tables of the schema and no others, every one of them strict', () => {
  const made = openMigrated().pragma('table_list') as { schema: string; name: string; type: string; strict: 0 | 1 }[];
  const own = made.filter(
    ({ schema, name, type }) => schema === 'main' && type === 'table' && !name.startsWith('sqlite_'),
  );
  expect(own.map(({ name }) => name).toSorted()).toEqual(tables.map(({ name }) => name).toSorted());
  expect(own.filter(({ strict }) => strict !== 1)).toEqual([]);
});

it.each(tables.map((table) => [table.name, table] as const))(
  'table %s has the columns, keys, indexes and checks of the schema',
  (name, table) => {
    const file = openMigrated();
    const made = file.prepare('SELECT sql FROM sqlite_master WHERE name = ?').pluck().get(name) as string;
    // By name: a column that came later stands at the end of its table, wherever the schema tells of it
    const columns = (file.pragma(`table_info(${name})`) as { name: string; cid?: number }[]).map(
      ({ cid: _cid, ...column }) => column,
    );
    expect(columns.toSorted(byName)).toEqual(columnsOf(table).toSorted(byName));
    expect(readReferences(file.pragma(`foreign_key_list(${name})`) as Reference[])).toEqual(referencesOf(table));
    const indexes = file
      .prepare(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name",
      )
      .all(name);
    expect(indexes).toEqual(indexesOf(table));
    for (const check of table.checks)
      expect(made).toContain(`CONSTRAINT "${check.name}" CHECK(${textOf(check.value)})`);
    expect(made.match(/\bCHECK\(/g)?.length ?? 0).toBe(table.checks.length);
  },
);

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

function columnsOf({ columns, primaryKeys }: TableConfig) {
  const keys = primaryKeys[0]?.columns.map(nameOf) ?? columns.filter(({ primary }) => primary).map(nameOf);
  return columns.map((column) => {
    const value = column.default;
    return {
      name: nameOf(column),
      type: column.getSQLType().toUpperCase(),
      notnull: column.notNull ? 1 : 0,
      dflt_value: value === undefined ? null : String(value),
      pk: keys.indexOf(nameOf(column)) + 1,
    };
  });
}

function indexesOf({ name, indexes }: TableConfig): unknown[] {
  return indexes
    .map(({ config }) => {
      const over = config.columns
        .map((column) => (is(column, SQL) ? textOf(column) : `\`${nameOf(column)}\``))
        .join(',');
      const where = config.where === undefined ? '' : ` WHERE ${textOf(config.where)}`;
      return {
        name: config.name,
        sql: `CREATE ${config.unique ? 'UNIQUE ' : ''}INDEX \`${config.name}\` ON \`${name}\` (${over})${where}`,
      };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

interface Reference {
  id: number;
  table: string;
  from: string;
  to: string;
  on_delete: string;
}

function readReferences(rows: Reference[]): string[] {
  const byId = [...Map.groupBy(rows, ({ id }) => id).values()];
  return byId
    .map(
      (parts) =>
        `${parts.map(({ from }) => from)} -> ${parts[0]?.table}(${parts.map(({ to }) => to)}) ${parts[0]?.on_delete.toLowerCase()}`,
    )
    .toSorted();
}

function referencesOf({ foreignKeys }: TableConfig): string[] {
  return foreignKeys
    .map((key) => {
      const { columns, foreignColumns, foreignTable } = key.reference();
      return `${columns.map(nameOf)} -> ${getTableConfig(foreignTable as SQLiteTable).name}(${foreignColumns.map(nameOf)}) ${key.onDelete ?? 'no action'}`; // SQLite knows no other tables
    })
    .toSorted();
}

function nameOf(column: unknown): string {
  return casing.getColumnCasing(column as Parameters<CasingCache['getColumnCasing']>[0]); // drizzle types the same objects differently here and there
}

function textOf(fragment: SQL): string {
  return dialect.sqlToQuery(fragment).sql;
}
