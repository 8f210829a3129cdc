import type { FileHandle } from 'node:fs/promises';
import { and, eq, inArray } from 'drizzle-orm';
import type { AgentStatus } from '#contract/agents.ts';
import type { Artifact, LogPage, LogStream, Run } from '#contract/runs.ts';
import type { Caller } from '../access/caller.ts';
import { mayRead } from '../access/principal.ts';
import type { AgentRow } from '../agents/agents.ts';
import type { Clock } from '../base/clock.ts';
import { notFound } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import { runs } from '../db/schema/runs.ts';
import type { RunsOfJob } from '../jobs/job-lifecycle.ts';
import { agentStatus } from './agent-status.ts';
import { cancelInside, cancelRun } from './cancel-run.ts';
import { completeLog } from './complete-logs.ts';
import type { ExecutionWorld } from './execute-run.ts';
import type { RunRow } from './queue-run.ts';
import { attemptFolders, listArtifacts, openArtifact } from './run-folders.ts';
import { findRun, listAttempts, listRuns, type RunFilter, toRun } from './run-store.ts';
import { makeRunStarter, type RunStarter } from './start-run.ts';

export interface LogQuery {
  from: number;
  limit: number;
  q?: string | undefined;
  stream?: LogStream | undefined;
  signal?: AbortSignal | undefined;
}

/** Runs as callers see them: start, look, read the log, stop. */
export interface RunsRoom {
  start: RunStarter;
  list(caller: Caller, filter: RunFilter): { items: Run[]; nextCursor: string | null };
  get(caller: Caller, id: string): Run;
  show(row: RunRow): Run;
  cancel(caller: Caller, what: { id: string; reason?: string | undefined }): Run;
  /** A page of the log; with `q` the lines that contain it, found in the worker process. */
  logPage(caller: Caller, id: string, query: LogQuery): Promise<LogPage>;
  followLog(
    caller: Caller,
    id: string,
    options: { from: number; signal: AbortSignal },
  ): AsyncGenerator<LogPage, void, void>;
  logText(caller: Caller, id: string, stream: LogStream | undefined): Generator<Buffer, void, void>;
  artifacts(caller: Caller, id: string): Promise<Artifact[]>;
  openArtifact(caller: Caller, id: string, path: string): Promise<FileHandle>;
  statusOfAgent(agent: AgentRow): AgentStatus;
}

export function makeRuns(
  world: ExecutionWorld,
  options: { defaultTimezone: string; onQueued: (runId: string) => void },
): RunsRoom {
  const { audit, clock, logs, supervisor } = world;
  const { read } = audit;
  const stop = (runId: string, reason: string) => {
    supervisor.stop(runId, { kind: 'cancel', reason });
  };

  function getVisible(caller: Caller, id: string): RunRow {
    const run = findRun(read, id);
    if (run === undefined || !mayRead(caller.principal, run)) throw notFound('run', id);
    return run;
  }

  const endLog = (run: RunRow) => {
    if (run.finishedAt !== null) completeLog(logs, run.id);
  };
  const show = (row: RunRow) => toRun(row, listAttempts(read, [row.id]));
  const outDirOf = (run: RunRow) => attemptFolders(world.runsDir, run.id, run.attempt).outDir;

  return {
    start: makeRunStarter({ audit, clock, stop, ...options }),
    list: (caller, filter) => listRuns(read, caller.principal, filter),
    get: (caller, id) => show(getVisible(caller, id)),
    show,
    cancel: (caller, what) => {
      cancelRun({ audit, clock, stop }, caller, what);
      return show(getVisible(caller, what.id));
    },
    logPage: async (caller, id, { q, signal, ...query }) => {
      const run = getVisible(caller, id);
      endLog(run);
      const page = logs.page({ runId: id, ...query });
      if (q === undefined) return page;
      const found = await logs.search({ runId: id, q, ...query }, signal);
      return {
        lines: found.lines,
        nextFrom: found.nextFrom,
        matches: found.matches,
        total: page.total,
        complete: page.complete,
      };
    },
    followLog: (caller, id, { from, signal }) => {
      const run = getVisible(caller, id);
      endLog(run);
      return logs.follow({ runId: id, from, signal });
    },
    logText: (caller, id, stream) => logs.text(getVisible(caller, id).id, stream),
    artifacts: async (caller, id) => listArtifacts(outDirOf(getVisible(caller, id))),
    openArtifact: async (caller, id, path) => openArtifact(outDirOf(getVisible(caller, id)), path),
    statusOfAgent: (agent) => agentStatus(read, agent),
  };
}

/** What ending or pausing a job does to its runs. Live ones are told after the commit. */
export function makeRunsOfJob({
  read,
  clock,
  stop,
}: {
  read: ReadDb;
  clock: Clock;
  stop: (runId: string, reason: string) => void;
}): RunsOfJob {
  const ofJob = (jobId: string, statuses: RunRow['status'][]) =>
    and(eq(runs.jobId, jobId), inArray(runs.status, statuses));
  return {
    cancelWaiting: (transaction, jobId, { statuses, ...why }) => {
      cancelInside(transaction, { where: ofJob(jobId, statuses), ...why, now: clock.now() });
    },
    stopLive: (transaction, jobId, reason) => {
      const where = ofJob(jobId, ['starting', 'running', 'retry-wait']);
      const live = cancelInside(transaction, { where, reason, now: clock.now() });
      // After the commit, if there is one; should the process die before, the next host carries the request out
      queueMicrotask(() => {
        for (const id of live) if (findRun(read, id)?.cancelRequestedAt) stop(id, reason);
      });
    },
  };
}
