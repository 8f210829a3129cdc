// A process that commits a person and a session of hers per transaction, and says so on stdout after each commit.
// Arguments: data directory, a name its rows begin with, how many; it is killed or ends by itself.
import { writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { openDatabase } from './database.ts';
import { sessions, users } from './schema/users.ts';

const [dataDir = '', name = '', count = ''] = process.argv.slice(2);
const migrationsDir = resolve(import.meta.dirname, '../../resources/migrations');
writeSync(1, 'begun\n');
const database = openDatabase({ dataDir, migrationsDir, now: 0 });
for (let n = 0; n < Number(count); n++) {
  const id = `${name}-${n}`;
  database.unsafeWrite((tx) => {
    tx.insert(users).values({ id, name: id, role: 'user', createdAt: n }).run();
    tx.insert(sessions).values({ id, userId: id, createdAt: n, lastSeenAt: n, expiresAt: n }).run();
  });
  writeSync(1, `${id}\n`);
}
database.close();
