import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobInput } from '#contract/jobs.ts';
import { defaultPolicy } from '#contract/policy.ts';
import type { ProfileInput } from '#contract/profile.ts';
import type { Run } from '#contract/runs.ts';
import type { Caller } from '../access/caller.ts';
import { openTestAccess, type TestAccess } from '../access/open-test-access.ts';
import { systemActor, toPrincipal } from '../access/principal.ts';
import { type AgentRow, type Agents, makeAgents } from '../agents/agents.ts';
import { silentLogger } from '../base/logger.ts';
import { openLogsDatabase } from '../db/logs-database.ts';
import type { CloseTrigger } from '../jobs/closing.ts';
import { listJobsOfAgent } from '../jobs/job-store.ts';
import { type Jobs, makeJobs } from '../jobs/jobs.ts';
import { makeExecutors } from '../sandbox/executors.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { makeScripts, type Scripts } from '../scripts/scripts.ts';
import { completeLogs } from './complete-logs.ts';
import type { ExecutionWorld } from './execute-run.ts';
import { makeLogStore } from './log/log-store.ts';
import { isFinal, type RunRow } from './queue-run.ts';
import { findRun } from './run-store.ts';
import { makeRuns, makeRunsOfJob, type RunsRoom } from './runs.ts';
import { makeScriptedSandbox, type ScriptedSandbox } from './scripted-sandbox.ts';
import { makeSupervisor } from './supervise.ts';
import { makeWorker, type Worker } from './worker.ts';

/** One host over the data directory of a test. */
export interface TestHost {
  world: ExecutionWorld;
  runs: RunsRoom;
  jobs: Jobs;
  worker: Worker;
  /** As if the process were gone: it settles nothing any more, and its logs are closed. */
  die(): void;
}

export interface TestRuns extends Omit<TestAccess, 'close'>, TestHost {
  sandbox: ScriptedSandbox;
  scripts: Scripts;
  agents: Agents;
  owner: Caller;
  /** A caller who is an ordinary user. */
  addCaller(email: string): Promise<Caller>;
  addAgent(
    name: string,
    options?: {
      caller?: Caller;
      profile?: ProfileInput;
      inputSchema?: Record<string, unknown>;
      visibility?: 'private' | 'shared';
      content?: string;
    },
  ): Promise<AgentRow>;
  addJob(name: string, agent: AgentRow, input?: Partial<JobInput> & { caller?: Caller }): ReturnType<Jobs['create']>;
  row(runId: string): RunRow;
  /** The run once it is over. */
  final(runId: string): Promise<Run>;
  until(condition: () => boolean): Promise<void>;
  /** Moves the clock and has the worker look. */
  advance(ms: number): void;
  log(runId: string): string[];
  /** Another host over the same data and the same engine, after `die`. */
  openNext(): Promise<TestHost>;
  close(): Promise<void>;
}

const logMigrationsDir = join(import.meta.dirname, '../../resources/migrations-logs');

/** The rooms up to runs over a real database and a clock that stands still; scripts are played by the test, or real. */
export async function openTestRuns(
  options: {
    slots?: number;
    sandbox?: ScriptedSandbox;
    more?: Sandbox[];
    random?: () => number;
    isIdle?: boolean;
    isBehind?: () => boolean;
    closeTrigger?: CloseTrigger;
  } = {},
): Promise<TestRuns> {
  const {
    slots = 2,
    sandbox = makeScriptedSandbox(),
    more = [],
    random = () => 0.5,
    isIdle = false,
    isBehind = () => false,
    closeTrigger = () => {},
  } = options;
  const base = openTestAccess();
  const { access, audit, changes, clock, dataDir } = base;
  const owner = base.callerOf(access.localOwner());
  const logsDb = openLogsDatabase({ dataDir, migrationsDir: logMigrationsDir, now: clock.now() });
  const context = { actor: systemActor, via: 'scheduler' as const, requestId: 'boot' };
  let schema: Record<string, unknown> | null = null;
  const scripts = makeScripts({
    audit,
    clock,
    listUsers: () => [],
    analyzer: { analyze: async () => ({ problems: [], inputSchema: schema, inputSchemaLine: 1 }) },
  });
  const agents = makeAgents({ audit, clock, listUsers: listJobsOfAgent });
  for (const folder of ['trees', 'runs']) mkdirSync(join(dataDir, folder), { recursive: true });

  async function openHost(): Promise<TestHost> {
    const stopping = new AbortController();
    const supervisor = makeSupervisor(silentLogger);
    const executors = makeExecutors({
      sandboxes: [sandbox, ...more],
      preferred: () => 'auto',
      asksAll: true,
      audit,
      context,
      logger: silentLogger,
      onChange: () => {},
    });
    const logs = makeLogStore({
      logsDb,
      clock,
      worker: { call: () => Promise.reject(new Error('there is no worker process in this test')) },
      onTrouble: () => {},
    });
    const world: ExecutionWorld = {
      audit,
      clock,
      logger: silentLogger,
      logs,
      executors,
      supervisor,
      treesDir: join(dataDir, 'trees'),
      runsDir: join(dataDir, 'runs'),
      random,
      stopping: stopping.signal,
    };
    const worker = makeWorker(world, { slots, only: () => null, onBattery: () => false, isBehind });
    const stops = [completeLogs({ audit, logs, changes, logger: silentLogger }), changes.listen(worker.poke)];
    await executors.refresh();
    return {
      world,
      worker,
      runs: makeRuns(world, { defaultTimezone: 'UTC', onQueued: () => {} }),
      jobs: makeJobs({
        audit,
        clock,
        defaultTimezone: 'UTC',
        allowed: () => ({ watchedFolders: [], privateHosts: [] }),
        closeTrigger,
        runsOfJob: makeRunsOfJob({
          read: audit.read,
          clock,
          stop: (runId, reason) => void supervisor.stop(runId, { kind: 'cancel', reason }),
        }),
      }),
      die: () => {
        stopping.abort();
        void worker.drain();
        supervisor.detach();
        for (const stop of stops) stop();
        logs.close();
      },
    };
  }

  const host = await openHost();
  if (!isIdle) host.worker.start();
  const hosts = [host];
  const row = (runId: string): RunRow => {
    const found = findRun(audit.read, runId);
    if (found === undefined) throw new Error(`there is no run ${runId}`);
    return found;
  };

  return {
    ...base,
    ...host,
    sandbox,
    scripts,
    agents,
    owner,
    row,
    until,
    addCaller: async (email) => {
      const id = await base.addUser(email);
      return base.callerOf(
        toPrincipal({ id, name: email, email, role: 'user' }, { kind: 'session', sessionId: 'session-1' }),
      );
    },
    addAgent: async (
      name,
      { caller = owner, profile = {}, inputSchema = null, visibility = 'private', content = 'print("hello")' } = {},
    ) => {
      schema = inputSchema;
      const named = { name, description: '', tags: [], folder: '', visibility };
      const script = await scripts.create(caller, { ...named, entrypoint: 'main.py', content });
      await scripts.publish(caller, script.id, { activate: true });
      return agents.create(caller, {
        ...named,
        scriptId: script.id,
        version: null,
        mode: 'task',
        config: {},
        environment: 'TEST',
        profile,
        isActive: true,
      });
    },
    addJob: (name, agent, { caller = owner, policy = {}, ...input } = {}) =>
      host.jobs.create(caller, {
        name,
        agentId: agent.id,
        description: '',
        visibility: 'private',
        tags: [],
        folder: '',
        policy: { ...defaultPolicy, ...policy },
        ...input,
      }),
    final: async (runId) => {
      await until(() => isFinal(row(runId).status));
      return hosts.at(-1)?.runs.get(owner, runId) ?? Promise.reject(new Error('there is no host'));
    },
    advance: (ms) => {
      clock.advance(ms);
      hosts.at(-1)?.worker.poke();
    },
    log: (runId) => host.world.logs.page({ runId, from: 1, limit: 1_000 }).lines.map(({ text }) => text),
    openNext: async () => {
      const next = await openHost();
      hosts.push(next);
      return next;
    },
    close: async () => {
      for (const each of hosts) each.die();
      logsDb.close();
      base.close();
    },
  };
}

/** Things happen in the turns of the event loop that follow; waits for that, not for a time. */
async function until(condition: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 10_000; !condition(); ) {
    if (performance.now() > deadline) throw new Error(`waited 10 s in vain for ${condition}`);
    await delay(1);
  }
}
