import type { Database, RunResult, Statement } from 'better-sqlite3';
import {
  Column,
  type DriverValueDecoder,
  is,
  NoopLogger,
  noopDecoder,
  Param,
  Placeholder,
  type Query,
  SQL,
} from 'drizzle-orm';
import { BetterSQLiteSession, PreparedQuery } from 'drizzle-orm/better-sqlite3';
import { NoopCache } from 'drizzle-orm/cache/core';
import type { PreparedQueryConfig, SQLiteExecuteMethod, SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';

type Fields = ConstructorParameters<typeof PreparedQuery>[6];
type ResultMapper = ConstructorParameters<typeof PreparedQuery>[9];
type NoTables = Record<string, never>;

/**
 * Drizzle's session, whose statements know beforehand which of their parameters are to be filled and how each column
 * is read. Drizzle finds that out anew at every run and every row, which costs several times what SQLite takes.
 */
export class CompilingSession extends BetterSQLiteSession<NoTables, NoTables> {
  readonly #file: Database;

  constructor(file: Database, dialect: SQLiteSyncDialect) {
    super(file, dialect, undefined);
    this.#file = file;
  }

  override prepareQuery<Config extends Omit<PreparedQueryConfig, 'run' | 'statement'>>(
    query: Query,
    fields: Fields,
    executeMethod: SQLiteExecuteMethod,
    isResponseInArrayMode: boolean,
    toResult?: ResultMapper,
  ): PreparedQuery<Config> {
    const statement = this.#file.prepare<unknown[]>(query.sql);
    return new CompiledQuery(statement, { query, fields, executeMethod, isResponseInArrayMode, toResult });
  }
}

class CompiledQuery<Config extends Omit<PreparedQueryConfig, 'run' | 'statement'>> extends PreparedQuery<Config> {
  readonly #statement: Statement<unknown[]>;
  readonly #parameters: readonly Parameter[];
  /** Null where drizzle has to map the rows: nested deeper than a table, or a mapper of its own. */
  readonly #columns: readonly ResultColumn[] | null;
  /** Set by drizzle for joins, after it was made: tables that may be missing in a row are false. */
  declare joinsNotNullableMap?: Record<string, boolean>;

  constructor(
    statement: Statement<unknown[]>,
    of: {
      query: Query;
      fields: Fields;
      executeMethod: SQLiteExecuteMethod;
      isResponseInArrayMode: boolean;
      toResult: ResultMapper;
    },
  ) {
    const { query, fields, executeMethod, isResponseInArrayMode, toResult } = of;
    const nothing = [new NoopLogger(), new NoopCache(), undefined, undefined] as const;
    super(statement, query, ...nothing, fields, executeMethod, isResponseInArrayMode, toResult);
    this.#statement = statement;
    this.#parameters = query.params.map(compileParameter);
    this.#columns = fields === undefined || toResult !== undefined ? null : compileColumns(fields);
    if (this.#columns !== null) statement.raw();
  }

  override run(values: Record<string, unknown> = {}): RunResult {
    return this.#statement.run(...this.#fill(values));
  }

  override all(values: Record<string, unknown> = {}): Config['all'] {
    const columns = this.#compiled();
    if (columns === null) return super.all(values);
    const rows = this.#statement.all(...this.#fill(values)) as unknown[][]; // raw() makes arrays of them
    return rows.map((row) => readRow(columns, row)) as Config['all'];
  }

  override get(values: Record<string, unknown> = {}): Config['get'] {
    const columns = this.#compiled();
    if (columns === null) return super.get(values);
    const row = this.#statement.get(...this.#fill(values)) as unknown[] | undefined;
    return (row === undefined ? undefined : readRow(columns, row)) as Config['get'];
  }

  #compiled(): readonly ResultColumn[] | null {
    const { joinsNotNullableMap } = this;
    const isComplete = joinsNotNullableMap === undefined || Object.values(joinsNotNullableMap).every(Boolean);
    return isComplete ? this.#columns : null;
  }

  #fill(values: Record<string, unknown>): unknown[] {
    return this.#parameters.map((parameter) => {
      if (parameter.name === null) return parameter.value;
      if (!(parameter.name in values)) throw new Error(`no value for the parameter ${parameter.name} was given`);
      const value = values[parameter.name];
      return parameter.encode === null ? value : parameter.encode(value);
    });
  }
}

/** A value, or the name of one that is given at each run. */
type Parameter = { name: null; value: unknown } | { name: string; encode: ((value: unknown) => unknown) | null };

function compileParameter(parameter: unknown): Parameter {
  if (is(parameter, Placeholder)) return { name: parameter.name, encode: null };
  if (!is(parameter, Param) || !is(parameter.value, Placeholder)) return { name: null, value: parameter };
  const { encoder, value } = parameter;
  const isPlain = encoder.mapToDriverValue === Column.prototype.mapToDriverValue;
  return { name: value.name, encode: isPlain ? null : (given) => encoder.mapToDriverValue(given) };
}

interface ResultColumn {
  /** Of a join: what the row of its table is called in the result. */
  group: string | null;
  key: string;
  decode: ((value: unknown) => unknown) | null;
}

function compileColumns(fields: NonNullable<Fields>): ResultColumn[] | null {
  const columns = fields.flatMap(({ path, field }): ResultColumn[] => {
    const [first, second] = path;
    const decoder = is(field, Column) ? field : is(field, SQL) ? decoderOf(field) : null;
    if (first === undefined || path.length > 2 || decoder === null) return [];
    const isPlain = decoder === noopDecoder || decoder.mapFromDriverValue === Column.prototype.mapFromDriverValue;
    const decode = isPlain ? null : (value: unknown) => decoder.mapFromDriverValue(value);
    return [second === undefined ? { group: null, key: first, decode } : { group: first, key: second, decode }];
  });
  return columns.length === fields.length ? columns : null;
}

/** What `mapWith` was given; drizzle 0.45 has the field and leaves it out of its types. */
function decoderOf(field: SQL): DriverValueDecoder<unknown, unknown> {
  return (field as SQL & { decoder: DriverValueDecoder<unknown, unknown> }).decoder;
}

function readRow(columns: readonly ResultColumn[], row: readonly unknown[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const tables: Record<string, Record<string, unknown>> = {};
  let index = 0;
  for (const { group, key, decode } of columns) {
    const stored = row[index];
    index += 1;
    const value = stored === null || decode === null ? stored : decode(stored);
    if (group === null) {
      result[key] = value;
      continue;
    }
    const table = tables[group] ?? {};
    table[key] = value;
    tables[group] = table;
    result[group] = table;
  }
  return result;
}
