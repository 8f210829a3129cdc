import { type SQL, sql } from 'drizzle-orm';
import type { ReadDb, WriteDb } from './database.ts';

/**
 * A statement built and prepared once per database handle. Building a drizzle query costs ten times what running
 * it does (research on performance, section 5), so hot paths declare theirs with this. One row comes from `get` alone:
 * drizzle binds the number of a `limit`, which is a value the planner looks at (see `parameter`).
 */
export function prepared<Db extends ReadDb | WriteDb, Statement>(build: (db: Db) => Statement): (db: Db) => Statement {
  const statements = new WeakMap<object, Statement>();
  return (db) => {
    const known = statements.get(db);
    if (known !== undefined) return known;
    const statement = build(db);
    statements.set(db, statement);
    return statement;
  };
}

/**
 * A value that conditions of a prepared statement get at each run. The plus hides it from SQLite's planner, which would
 * look at the values of joins and partial indexes, and for that compile the statement anew at each run: up to ten times
 * what running it costs.
 */
export function parameter(name: string): SQL {
  return sql`+${sql.placeholder(name)}`;
}
