import { sql } from 'drizzle-orm';
import { openDatabaseForReading } from '../../src-main/db/database.ts';

/** The state database, read beside the host or after its death. */
export function openStateFile(dataDir: string) {
  const database = openDatabaseForReading(dataDir);
  return {
    all: <Row>(query: string) => database.read.all<Row>(sql.raw(query)), // the caller names the columns it selects
    [Symbol.dispose]: () => database.close(),
  };
}
