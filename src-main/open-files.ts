import { makeAudit } from './audit/audit.ts';
import { openMirror } from './audit/mirror.ts';
import { makeChangeFeed } from './base/changes.ts';
import type { Clock } from './base/clock.ts';
import { newId } from './base/ids.ts';
import { openLogger } from './base/logger.ts';
import { makeWorkerProcess } from './base/worker-process.ts';
import { ballastBytes } from './db/ballast.ts';
import { openDatabase } from './db/database.ts';
import { findHolder, lockDataDirectory } from './db/lock-data-directory.ts';
import { openLogsDatabase } from './db/logs-database.ts';
import type { Environment } from './environment.ts';
import type { Installation } from './installation.ts';
import { makePlaces } from './make-places.ts';
import type { WorkerTasks } from './worker-tasks.ts';

/**
 * Takes the data directory and opens what is in it: the log, both databases, the audit over them and the worker
 * process that reads them aside. How to close each is pushed to `releases`, to be done in reverse. Throws
 * `DataDirectoryError` where somebody else has the directory, or it cannot be used.
 */
export function openFiles({
  dataDir,
  role,
  environment,
  installation,
  clock,
  releases,
}: {
  dataDir: string;
  role: 'host' | 'command';
  environment: Environment;
  installation: Installation;
  clock: Clock;
  releases: (() => void | Promise<void>)[];
}) {
  process.umask(0o077);
  const wasLeftBehind = findHolder(dataDir) !== undefined; // whoever ends in order takes this away
  releases.push(lockDataDirectory(dataDir, role === 'host' ? 'serve' : 'command'));
  const places = makePlaces(dataDir);
  const { logger, close: closeLogger } = openLogger({ logDir: places.logDir, level: environment.AUTOMA_LOG_LEVEL });
  releases.push(closeLogger);

  const boot = newId();
  const changes = makeChangeFeed();
  const database = openDatabase({
    dataDir,
    migrationsDir: installation.migrationsDir,
    now: clock.now(),
    ballastBytes: role === 'host' ? ballastBytes : 0,
  });
  releases.push(() => database.close());
  const onTrouble = (what: string, error: Error) => logger.error({ error }, what);
  const audit = makeAudit({ database, dataDir, clock, boot, changes, mirror: openMirror(places.logDir), onTrouble });
  releases.push(() => audit.close());
  const logsDb = openLogsDatabase({ dataDir, migrationsDir: installation.logMigrationsDir, now: clock.now() });
  releases.push(() => logsDb.close());
  const worker = makeWorkerProcess<WorkerTasks>({
    entry: installation.workerEntry,
    args: [dataDir],
    nodePath: installation.nodePath,
    logger,
  });
  releases.push(() => worker.close());
  return { places, logger, boot, changes, database, audit, logsDb, worker, wasLeftBehind };
}
