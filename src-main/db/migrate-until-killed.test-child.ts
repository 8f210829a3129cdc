// A process that opens a database file, migrates it, and kills itself at the n-th statement it gives to SQLite.
// Arguments: path, migrations, n. Says how far it came when it got to the end.

import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { migrate } from './migrate.ts';
import { openFile } from './open-file.ts';

const [path = '', migrationsDir = '', killAt = ''] = process.argv.slice(2);
let given = 0;
const count = () => {
  given += 1;
  if (given === Number(killAt)) process.kill(process.pid, 'SIGKILL');
};
const { exec, pragma, prepare } = Database.prototype;
Object.assign(Database.prototype, {
  exec(this: Database.Database, ...args: Parameters<typeof exec>) {
    count();
    return exec.apply(this, args);
  },
  pragma(this: Database.Database, ...args: Parameters<typeof pragma>) {
    count();
    return pragma.apply(this, args);
  },
  prepare(this: Database.Database, ...args: Parameters<typeof prepare>) {
    count();
    return prepare.apply(this, args);
  },
});
const file = openFile(path, 'FULL');
migrate(file, { migrationsDir, backupDir: join(dirname(path), 'backups'), now: 1 });
file.close();
process.stdout.write(`${given}\n`);
