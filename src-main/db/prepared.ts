import type { ReadDb, WriteDb } from './database.ts';

/**
 * A statement built and prepared once per database handle. Building a drizzle query costs ten times what running
 * it does (research on performance, section 5), so hot paths declare theirs with this.
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
