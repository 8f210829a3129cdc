import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { makeAccess } from './access/access.ts';
import { systemActor } from './access/principal.ts';
import { listAgentsOfScript, makeAgents } from './agents/agents.ts';
import { makeAuditTasks } from './api/audit-tasks.ts';
import type { Core } from './api/call-context.ts';
import { makeDatabaseCheck } from './api/database-check.ts';
import { makeSystemView } from './api/system-view.ts';
import type { WindowPort } from './api/window-settings.ts';
import { type AuditContext, makeAudit } from './audit/audit.ts';
import { openMirror } from './audit/mirror.ts';
import { makeChangeFeed } from './base/changes.ts';
import { type Clock, systemClock } from './base/clock.ts';
import { newId } from './base/ids.ts';
import { openLogger } from './base/logger.ts';
import { type Power, systemPower } from './base/power.ts';
import { makeWorkerProcess } from './base/worker-process.ts';
import { ballastBytes } from './db/ballast.ts';
import { openDatabase } from './db/database.ts';
import { findHolder, lockDataDirectory } from './db/lock-data-directory.ts';
import { openLogsDatabase } from './db/logs-database.ts';
import type { Environment } from './environment.ts';
import { makeEvents } from './events/events.ts';
import { forgetEvents } from './events/forget-events.ts';
import { watchMachine } from './events/watch-machine.ts';
import { type Chore, keepHouse } from './housekeeping.ts';
import type { Installation } from './installation.ts';
import { listJobsOfAgent } from './jobs/job-store.ts';
import { makeJobs } from './jobs/jobs.ts';
import { makePlaces } from './make-places.ts';
import { openImageKeeper } from './open-image-keeper.ts';
import { embeddedPathsOf, openSandboxes } from './open-sandboxes.ts';
import { openSchedule } from './open-schedule.ts';
import { completeLogs } from './runs/complete-logs.ts';
import type { ExecutionWorld } from './runs/execute-run.ts';
import { listTriggered } from './runs/list-triggered.ts';
import { makeLogStore } from './runs/log/log-store.ts';
import { recoverRuns, sweepBoxes } from './runs/recover-runs.ts';
import { retainRuns } from './runs/retain-runs.ts';
import { makeRuns, makeRunsOfJob } from './runs/runs.ts';
import { makeSupervisor } from './runs/supervise.ts';
import { makeWorker } from './runs/worker.ts';
import { makePythonParser } from './sandbox/embedded/python-parser.ts';
import { makeExecutors } from './sandbox/executors.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import { findUnarmed } from './schedule/self-check.ts';
import { makeScripts } from './scripts/scripts.ts';
import { makeProductSettings } from './settings/product-settings.ts';
import { getInstanceId, makeFacts } from './settings/settings.ts';
import type { WorkerTasks } from './worker-tasks.ts';

export interface AppOptions {
  dataDir: string;
  /**
   * `host`: schedules, recovers and carries out everything. `command`: a one-off command that found nobody holding
   * the directory; it carries out its own runs only and leaves all else as it is.
   */
  role: 'host' | 'command';
  environment: Environment;
  installation: Installation;
  clock?: Clock;
  /** The window the core is shown in. */
  window?: WindowPort | undefined;
  power?: Power;
  /** Lays something around every sandbox: the chaos harness dies at its calls. */
  wrapSandbox?: (sandbox: Sandbox) => Sandbox;
}

export interface App {
  core: Core;
  /** Resolves when the executors have been asked for the first time, and left-over runs are being taken up. */
  ready: Promise<void>;
  /** The machine slept, its clock was set or its power changed: looks at once at what is due. */
  wake(): void;
  /** Nothing new starts. Containers go on to be taken up by the next host, or are stopped; all else ends with us. */
  stop(options?: { stopRuns?: boolean }): Promise<void>;
}

/** How long a stop may take before what is left is let go (api.md "serve"). */
const stopWithinMs = 8_000;
/** The doors open first and answer: asking executors loads an engine's client and starts processes (bench start-up). */
const headStartMs = 300;
/** Executors that do not answer are asked again this often. */
const askExecutorsEveryMs = 30_000;
/** Every five minutes (reliability row C12). */
const askingsPerSweep = 10;

/** Opens, migrates, wires the rooms and starts them; `stop` does the same in reverse. Throws `DataDirectoryError`. */
export async function startApp(options: AppOptions): Promise<App> {
  const {
    dataDir,
    role,
    environment,
    installation,
    clock = systemClock,
    power = systemPower,
    wrapSandbox = (sandbox) => sandbox,
  } = options;
  const releases: (() => void | Promise<void>)[] = [];
  /** All of them, whatever one of them throws: the last one is the lock. */
  const release = async () => {
    const results = [];
    for (const each of releases.reverse()) results.push(...(await Promise.allSettled([Promise.resolve().then(each)])));
    const failed = results.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  };
  try {
    process.umask(0o077);
    const leftBehind = findHolder(dataDir); // whoever ends in order takes this away
    releases.push(lockDataDirectory(dataDir, role === 'host' ? 'serve' : 'command'));
    const places = makePlaces(dataDir);
    const { logger, close: closeLogger } = openLogger({ logDir: places.logDir, level: environment.AUTOMA_LOG_LEVEL });
    releases.push(closeLogger);

    const boot = newId();
    const context: AuditContext = { actor: systemActor, via: 'scheduler', requestId: boot };
    const changes = makeChangeFeed();
    const keptBack = role === 'host' ? ballastBytes : 0;
    const database = openDatabase({
      dataDir,
      migrationsDir: installation.migrationsDir,
      now: clock.now(),
      ballastBytes: keptBack,
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

    const access = makeAccess({ audit, clock, dataDir, commonPasswordsFile: installation.commonPasswordsFile });
    const facts = makeFacts({ audit, clock });
    const instanceId = getInstanceId(facts);
    const probeCache = {
      get: (key: string) => {
        const known = facts.get(key);
        return typeof known === 'string' ? known : undefined;
      },
      set: facts.set,
    };
    const { sandboxes } = openSandboxes({
      environment,
      installation,
      instanceId,
      logger,
      isWarm: role === 'host',
      clock,
      probeCache,
    });
    const settings = makeProductSettings({
      audit,
      clock,
      dataDir,
      engineChoices: ['auto', ...sandboxes.flatMap(({ executor }) => (executor === 'host' ? [] : executor))],
      fixedEngine: environment.AUTOMA_ENGINE,
    });
    const executors = makeExecutors({
      sandboxes: sandboxes.map(wrapSandbox),
      preferred: () => settings.get().engine,
      asksAll: role === 'host',
      audit,
      context,
      logger,
      onChange: () => runWorker.poke(),
    });
    releases.push(() => executors.close());
    const images = openImageKeeper({
      environment,
      installation,
      dataDir,
      executors,
      settings,
      audit,
      changes,
      clock,
      logger,
      context,
    });
    const parser = makePythonParser(embeddedPathsOf(installation));
    releases.push(() => parser.close());

    const databaseCheck = makeDatabaseCheck({ worker, facts, audit, clock, context });

    const supervisor = makeSupervisor(logger);
    const logs = makeLogStore({
      logsDb,
      clock,
      worker,
      onTrouble: (runId, error) =>
        logger[error === undefined ? 'info' : 'error'](
          { run: runId, error },
          error === undefined ? 'logs are stored again' : 'a log cannot be stored',
        ),
    });
    releases.push(() => logs.close());
    releases.push(completeLogs({ audit, logs, changes, logger }));
    const stopping = new AbortController();
    const world: ExecutionWorld = {
      audit,
      clock,
      logger,
      logs,
      executors,
      supervisor,
      treesDir: places.treesDir,
      runsDir: places.runsDir,
      random: Math.random,
      stopping: stopping.signal,
    };
    const defaultTimezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const ownRuns: string[] = [];
    const runWorker = makeWorker(world, {
      slots: role === 'host' ? availableParallelism() : Number.MAX_SAFE_INTEGER,
      only: () => (role === 'host' ? null : ownRuns),
      onBattery: power.onBattery,
    });
    const runs = makeRuns(world, { defaultTimezone, onQueued: (runId) => role === 'command' && ownRuns.push(runId) });
    const stopRun = (runId: string, reason: string) => void supervisor.stop(runId, { kind: 'cancel', reason });
    const schedule = openSchedule({ audit, clock, logger, power, settings, facts, dataDir, boot, stop: stopRun });
    const { ticker, conditions, holding, backfill } = schedule;
    const events = makeEvents({
      audit,
      clock,
      changes,
      listTriggered: (viewer, ids) => listTriggered(audit.read, viewer, ids),
      match: schedule.match,
    });
    const machine = watchMachine({
      tell: events.tell,
      changes,
      power,
      folders: () => settings.get().watchedFolders,
      memory: facts,
      dataDir,
      version: installation.version,
      clock,
      logger,
    });
    releases.push(() => machine.stop());
    const core: Core = {
      access,
      audit,
      auditTasks: makeAuditTasks({ audit, worker, temporaryDir: places.temporaryDir }),
      scripts: makeScripts({ audit, analyzer: parser, clock, listUsers: listAgentsOfScript }),
      agents: makeAgents({ audit, clock, listUsers: listJobsOfAgent }),
      jobs: makeJobs({
        audit,
        clock,
        defaultTimezone,
        runsOfJob: makeRunsOfJob({ read: audit.read, clock, stop: stopRun }),
        allowed: settings.get,
      }),
      runs,
      holding,
      lookNow: ticker.lookNow,
      backfill,
      events,
      settings,
      images,
      system: makeSystemView({
        database,
        databaseCheck,
        power,
        executors,
        clock,
        ticker,
        holding,
        dataDir,
        version: installation.version,
        startedAt: clock.now(),
        images,
      }),
      window: options.window,
      changes,
      clock,
      logger,
    };

    const chores: Chore[] = [
      { name: 'forget ended sessions', run: () => access.sessions.sweep() },
      { name: 'forget old events', run: (signal) => forgetEvents(audit, { now: clock.now(), signal }) },
      {
        name: 'delete what runs left and nobody keeps',
        run: (signal) => retainRuns(world, { now: clock.now(), signal }),
      },
      { name: 'read the databases through', run: databaseCheck.run, isUrgent: leftBehind !== undefined },
    ];
    const stopListening = changes.listen((news) => {
      if (news.some(({ topic }) => topic === 'runs' || topic === 'settings')) runWorker.poke();
      if (news.some(({ topic }) => topic === 'jobs' || topic === 'events' || topic === 'system')) ticker.poke();
      if (news.some(({ topic }) => topic === 'jobs' || topic === 'system')) conditions.poke();
    });
    const ready = begin();
    ready.catch((error: unknown) => logger.error({ error }, 'starting failed'));
    logger.info({ version: installation.version, dataDir, role, boot }, 'started');

    async function begin(): Promise<void> {
      if (role === 'host') await delay(headStartMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      await executors.refresh();
      if (stopping.signal.aborted) return;
      if (role === 'host') {
        const adoptions = await recoverRuns(world);
        for (const adoption of adoptions)
          adoption.then(runWorker.poke, (error: unknown) => logger.error({ error }, 'a run could not be taken up'));
        machine.start();
        ticker.start();
        conditions.start();
        for (const unarmed of findUnarmed(audit.read, clock.now()))
          logger.error(unarmed, 'an active job is not armed: nothing of it will fire');
        void keepAsking();
        void lookForImage();
        void keepHouse(chores, { facts, clock, logger, signal: stopping.signal });
      }
      runWorker.start(); // not before: what it claimed would look like a run left over
    }

    /** Engines come and go; those that do not answer now may later, and may then hold boxes nobody waits for. */
    async function keepAsking(): Promise<void> {
      for (let times = 1; !stopping.signal.aborted; times++) {
        await delay(askExecutorsEveryMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
        if (stopping.signal.aborted) return;
        await executors.refresh().catch((error: unknown) => logger.warn({ error }, 'executors could not be asked'));
        await lookForImage();
        if (times % askingsPerSweep === 0)
          await sweepBoxes(world).catch((error: unknown) =>
            logger.warn({ error }, 'could not look for boxes left over'),
          );
      }
    }

    async function lookForImage(): Promise<void> {
      await images
        .look()
        .catch((error: unknown) => logger.warn({ error }, 'the sandbox image could not be looked for'));
    }

    async function endRuns(stopRuns: boolean, untilLetGo: Promise<void>): Promise<void> {
      const ends = supervisor
        .live()
        .filter(({ executor }) => stopRuns || (executor !== 'docker' && executor !== 'podman'));
      for (const { runId, executor } of ends) {
        const reason = stopRuns
          ? 'stopped together with the host'
          : `Automa was shut down, and with it the ${executor} sandbox`;
        supervisor.stop(runId, stopRuns ? { kind: 'cancel', reason } : { kind: 'host-ended', reason });
      }
      await Promise.race([supervisor.ended(ends.map(({ runId }) => runId)), untilLetGo]);
      supervisor.detach();
    }

    let stopped: Promise<void> | undefined;
    return {
      core,
      ready,
      wake: ticker.poke,
      stop: ({ stopRuns = false } = {}) => {
        stopped ??= (async () => {
          const untilLetGo = delay(stopWithinMs, undefined, { ref: false });
          stopping.abort();
          ticker.stop();
          conditions.stop();
          const built = images.close();
          const drained = runWorker.drain();
          stopListening();
          await Promise.race([Promise.allSettled([ready, drained, built]), untilLetGo]);
          await endRuns(stopRuns, untilLetGo);
          logger.info('stopped');
          await release();
        })();
        return stopped;
      },
    };
  } catch (thrown) {
    await release();
    throw thrown;
  }
}
