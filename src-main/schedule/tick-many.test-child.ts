// One of two schedulers that race for the same instants (reliability row D9):
// node tick-many.test-child.ts DATA-DIRECTORY START-AT TIMES
import { join } from 'node:path';
import { openDatabase } from '../db/database.ts';
import { beginDeciding, decideDue } from './decide-due.ts';

const [dataDir = '', startAt = '', times = ''] = process.argv.slice(2);
const migrationsDir = join(import.meta.dirname, '../../resources/migrations');
const database = openDatabase({ dataDir, migrationsDir, now: Number(startAt) });
for (let tick = 1; tick <= Number(times); tick++) {
  const now = Number(startAt) + tick * 1_000;
  const decide = () =>
    database.unsafeWrite((tx) => decideDue(beginDeciding({ tx, changed: () => {} }, { now, onBattery: false })));
  while (decide() > 0);
}
database.close();
