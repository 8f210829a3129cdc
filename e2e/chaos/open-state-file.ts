import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The state database, read with another driver than the product's own. */
export function openStateFile(dataDir: string) {
  const file = new DatabaseSync(join(dataDir, 'automa.db'), { readOnly: true });
  return {
    all: <Row>(query: string) => file.prepare(query).all() as Row[], // the caller names the columns it selects
    [Symbol.dispose]: () => file.close(),
  };
}
