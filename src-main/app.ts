import { availableParallelism } from 'node:os';
import { makeAccess } from './access/access.ts';
import { systemActor } from './access/principal.ts';
import { listAgentsOfScript, makeAgents } from './agents/agents.ts';
import { makeAuditTasks } from './api/audit-tasks.ts';
import type { Core } from './api/call-context.ts';
import { makeDatabaseCheck } from './api/database-check.ts';
import { makeSystemView } from './api/system-view.ts';
import type { WindowPort } from './api/window-settings.ts';
import { beginLife } from './app-life.ts';
import type { AuditContext } from './audit/audit.ts';
import { type Clock, systemClock, systemTimezone } from './base/clock.ts';
import { type Power, systemPower } from './base/power.ts';
import type { Environment } from './environment.ts';
import { makeEvents } from './events/events.ts';
import { forgetEvents } from './events/forget-events.ts';
import { watchMachine } from './events/watch-machine.ts';
import type { Chore } from './housekeeping.ts';
import type { Installation } from './installation.ts';
import { listJobsOfAgent } from './jobs/job-store.ts';
import { makeJobs } from './jobs/jobs.ts';
import { openFiles } from './open-files.ts';
import { openImageKeeper } from './open-image-keeper.ts';
import { embeddedPathsOf, openSandboxes } from './open-sandboxes.ts';
import { openSchedule } from './open-schedule.ts';
import { completeLogs } from './runs/complete-logs.ts';
import type { ExecutionWorld } from './runs/execute-run.ts';
import { listTriggered } from './runs/list-triggered.ts';
import { makeLogStore } from './runs/log/log-store.ts';
import { retainRuns } from './runs/retain-runs.ts';
import { makeRuns, makeRunsOfJob } from './runs/runs.ts';
import { makeSupervisor } from './runs/supervise.ts';
import { makeWorker } from './runs/worker.ts';
import { makePythonParser } from './sandbox/embedded/python-parser.ts';
import { makeExecutors } from './sandbox/executors.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import { closeTrigger } from './schedule/close-trigger.ts';
import { makeScripts } from './scripts/scripts.ts';
import { makeProductSettings } from './settings/product-settings.ts';
import { getInstanceId, makeFacts } from './settings/settings.ts';

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
    const files = openFiles({ dataDir, role, environment, installation, clock, releases });
    const { places, logger, boot, changes, database, audit, logsDb, worker } = files;
    const context: AuditContext = { actor: systemActor, via: 'scheduler', requestId: boot };

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
    const defaultTimezone = systemTimezone();
    const ownRuns: string[] = [];
    const runWorker = makeWorker(world, {
      slots: role === 'host' ? availableParallelism() : Number.MAX_SAFE_INTEGER,
      only: () => (role === 'host' ? null : ownRuns),
      onBattery: power.onBattery,
      isBehind: () => schedule.ticker.isBehind(),
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
        closeTrigger,
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
      { name: 'read the databases through', run: databaseCheck.run, isUrgent: files.wasLeftBehind },
    ];
    const stopListening = changes.listen((news) => {
      if (news.some(({ topic }) => topic === 'runs' || topic === 'settings')) runWorker.poke();
      if (news.some(({ topic }) => topic === 'jobs' || topic === 'events' || topic === 'system')) ticker.poke();
      if (news.some(({ topic }) => topic === 'jobs' || topic === 'system')) conditions.poke();
    });
    const life = beginLife({ role, world, runWorker, schedule, machine, images, facts, chores });
    logger.info({ version: installation.version, dataDir, role, boot }, 'started');

    let stopped: Promise<void> | undefined;
    return {
      core,
      ready: life.ready,
      wake: ticker.poke,
      stop: ({ stopRuns = false } = {}) => {
        stopped ??= (async () => {
          stopListening();
          stopping.abort();
          await life.end(stopRuns);
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
