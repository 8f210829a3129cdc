// The worker process: work over 20 ms on read-only handles of its own. Its one argument is the data directory.
import { exportAudit } from './audit/export-audit.ts';
import { verifyAudit } from './audit/verify-audit.ts';
import { serveTasks } from './base/serve-tasks.ts';
import { openDatabaseForReading, type ReadDb } from './db/database.ts';
import { type LogReader, openLogsForReading } from './db/logs-database.ts';
import { searchLog } from './runs/log/search-log.ts';
import type { WorkerTasks } from './worker-tasks.ts';

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('usage: worker DATA-DIRECTORY');

let logs: LogReader | undefined;
let state: ReadDb | undefined;
const openLogs = () => (logs ??= openLogsForReading(dataDir));
const openState = () => (state ??= openDatabaseForReading(dataDir).read);

serveTasks<WorkerTasks>({
  searchLog: (search, signal) => searchLog(openLogs(), search, signal),
  verifyAudit: () => verifyAudit(openState(), dataDir),
  exportAudit: (wanted) => exportAudit(openState(), wanted),
});
