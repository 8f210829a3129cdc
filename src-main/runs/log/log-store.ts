import { setImmediate as turn } from 'node:timers/promises';
import type { LogPage, LogStream } from '#contract/runs.ts';
import type { Clock } from '../../base/clock.ts';
import type { WorkerProcess } from '../../base/worker-process.ts';
import type { LogsDatabase } from '../../db/logs-database.ts';
import type { Resume } from '../../sandbox/sandbox.ts';
import { makeChunkCache } from './chunk-cache.ts';
import { makeFollowers } from './followers.ts';
import { type PageQuery, readPage } from './read-page.ts';
import { readText } from './read-text.ts';
import { type LogTotals, openRunLog, type RunLog, type RunLogOptions, resumePointOf } from './run-log.ts';
import type { LogMatches, LogSearch, SearchTasks } from './search-log.ts';

/** The logs of all runs: those being written, and those stored. */
export interface LogStore {
  /** Opens the log of an attempt for writing; each run has at most one open. */
  open(options: RunLogOptions): RunLog;
  /** Where `RunLog.resume` would take up an attempt, without opening its log. */
  resumePoint(runId: string, attempt: number): Resume;
  page(query: PageQuery): LogPage;
  /**
   * Pages from line `from` on as they are stored; the last one is `complete`, or the log was removed. Each viewer
   * pulls at its own pace and nothing is kept for it.
   */
  follow(query: { runId: string; from: number; signal: AbortSignal }): AsyncGenerator<LogPage, void, void>;
  /** In the worker process. */
  search(query: LogSearch, signal?: AbortSignal): Promise<LogMatches>;
  /** The whole log as text, for a download; lines that were split are whole again where nothing came between. */
  text(runId: string, stream?: LogStream): Generator<Buffer, void, void>;
  /** The run is over and nobody writes its log: lost, never started, or ended between two attempts. */
  complete(runId: string): LogTotals;
  /** Deletes the log of a run that is over. */
  remove(runId: string): void;
  /** Stores what came in and ends all viewers; scripts may go on. */
  close(): void;
}

/** Lines a viewer gets at once. */
const followLimit = 1_000;

export function makeLogStore(options: {
  logsDb: LogsDatabase;
  clock: Clock;
  worker: Pick<WorkerProcess<SearchTasks>, 'call'>;
  /** Storing the log of a run fails, or works again (undefined). */
  onTrouble: (runId: string, error: Error | undefined) => void;
}): LogStore {
  const { logsDb, clock, worker, onTrouble } = options;
  const logs = new Map<string, RunLog>();
  const ended = new WeakSet<RunLog>();
  const followers = makeFollowers();
  const readChunk = makeChunkCache(logsDb);
  const page = (query: PageQuery) => readPage(logsDb, readChunk, query);

  /** A log that ended while the disk refused is tried further, until another attempt needs its place. */
  const makeRoom = (runId: string) => {
    const former = logs.get(runId);
    if (former !== undefined && !ended.has(former)) throw new Error(`the log of run ${runId} is being written`);
    former?.close();
  };
  const open = (logOptions: RunLogOptions): RunLog => {
    const { runId } = logOptions;
    makeRoom(runId);
    const written = openRunLog(
      {
        logsDb,
        clock,
        isFollowed: () => followers.has(runId),
        onStored: () => {
          if (ended.has(log)) logs.delete(runId);
          followers.wake(runId);
        },
        onTrouble: (error) => onTrouble(runId, error),
      },
      logOptions,
    );
    const log: RunLog = {
      ...written,
      endAttempt: () => {
        ended.add(log);
        return written.endAttempt();
      },
      finish: () => {
        ended.add(log);
        return written.finish();
      },
      close: () => {
        written.close();
        logs.delete(runId);
      },
    };
    logs.set(runId, log);
    return log;
  };

  return {
    open,
    resumePoint: (runId, attempt) => resumePointOf(logsDb.head(runId), attempt),
    page,
    async *follow({ runId, from, signal }) {
      const follower = followers.add(runId, signal);
      try {
        // What was waiting for the slower pace of a log nobody watches.
        logs.get(runId)?.flush();
        for (let next = from; !follower.isOver(); ) {
          const news = page({ runId, from: next, limit: followLimit });
          const isEnd = news.complete && news.nextFrom > news.total;
          if (news.lines.length > 0 || isEnd) yield news;
          if (isEnd) return;
          next = news.nextFrom;
          // A viewer that reads as fast as this writes would keep everybody else from their turn.
          if (next <= news.total) await turn();
          // After a page it looks again before it waits: more may have come while the viewer read.
          else if (news.lines.length === 0) await follower.change();
        }
      } finally {
        follower.leave();
      }
    },
    search: (query, signal) => worker.call('searchLog', query, signal),
    text: (runId, stream) => readText(logsDb, runId, stream),
    complete: (runId) => {
      const attempt = logsDb.head(runId)?.attempt ?? 0;
      const log = open({ runId, attempt, nonce: '', capBytes: Number.MAX_SAFE_INTEGER, onControl: () => {} });
      void log.finish();
      return { lines: log.head().lines, bytes: log.head().textBytes };
    },
    remove: (runId) => {
      makeRoom(runId);
      logsDb.remove(runId);
      followers.end(runId);
    },
    close: () => {
      for (const log of [...logs.values()]) log.close();
      followers.endAll();
    },
  };
}
