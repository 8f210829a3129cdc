// One of two schedulers that race for the same instants (reliability row D9):
// node tick-many.test-child.ts DATA-DIRECTORY START-AT TIMES
import { join } from 'node:path';
import { openDatabase } from '../db/database.ts';
import { queueDue } from './queue-due.ts';

const [dataDir = '', startAt = '', times = ''] = process.argv.slice(2);
const migrationsDir = join(import.meta.dirname, '../../resources/migrations');
const database = openDatabase({ dataDir, migrationsDir, now: Number(startAt) });
for (let tick = 1; tick <= Number(times); tick++) {
  const now = Number(startAt) + tick * 1_000;
  while (database.unsafeWrite((tx) => queueDue({ tx, changed: () => {} }, { now, absence: 'asleep' })) > 0);
}
database.close();
