// The worker process: work over 20 ms on read-only handles of its own. Its one argument is the data directory.
import { join } from 'node:path';
import { serveTasks } from './base/serve-tasks.ts';
import type { ReadDb } from './db/database.ts';
import { type LogReader, openLogsForReading } from './db/logs-database.ts';
import { readThrough } from './db/read-through.ts';
import { searchLog } from './runs/log/search-log.ts';
import type { WorkerTasks } from './worker-tasks.ts';

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('usage: worker DATA-DIRECTORY');

let logs: LogReader | undefined;
const openLogs = () => (logs ??= openLogsForReading(dataDir));

// What reads the state database is loaded when it is asked for: drizzle takes half a second, and a search that is
// typed should not wait for it.
const readState = async <Result>(work: (read: ReadDb) => Result): Promise<Result> => {
  const { openDatabaseForReading } = await import('./db/database.ts');
  const state = openDatabaseForReading(dataDir);
  try {
    return work(state.read);
  } finally {
    state.close();
  }
};

serveTasks<WorkerTasks>({
  searchLog: (search, signal) => searchLog(openLogs(), search, signal),
  verifyAudit: async () => {
    const { verifyAudit } = await import('./audit/verify-audit.ts');
    return readState((read) => verifyAudit(read, dataDir));
  },
  checkDatabases: async (_input, signal) => {
    for (const name of ['automa.db', 'logs.db']) {
      const problem = await readThrough(join(dataDir, name), signal);
      if (problem !== null) return `${name}: ${problem}`;
    }
    return null;
  },
  exportAudit: async (wanted) => {
    const { exportAudit } = await import('./audit/export-audit.ts');
    return readState((read) => exportAudit(read, wanted));
  },
});
