import type { Clock } from '../../base/clock.ts';
import { coerceError } from '../../base/errors.ts';
import type { LogHead, LogsDatabase } from '../../db/logs-database.ts';
import type { OutputSink, Resume } from '../../sandbox/sandbox.ts';
import { makeChunkWriter } from './chunk-writer.ts';
import type { ControlMessage } from './control-lines.ts';
import { makeLogFlusher } from './log-flusher.ts';
import { makeLogKeeper } from './log-keeper.ts';
import { makeOutputReader } from './output-reader.ts';

export interface RunLogOptions {
  runId: string;
  attempt: number;
  /** Marks the runner's control lines. */
  nonce: string;
  /** Text the log of the run may hold, over all attempts. */
  capBytes: number;
  /** What the runner says. After a crash a message may come a second time, with the same place. */
  onControl(message: ControlMessage, place: string): void;
}

export interface LogTotals {
  lines: number;
  bytes: number;
}

/** What the log needs of its surroundings. */
export interface LogHost {
  logsDb: LogsDatabase;
  clock: Clock;
  isFollowed(): boolean;
  /** There is more to read than before. */
  onStored(): void;
  /** Storing fails, or works again (undefined). The log mends itself; this is for people. */
  onTrouble(error: Error | undefined): void;
}

/** The log of one attempt while it runs. `write` and `note` never throw. */
export interface RunLog extends OutputSink {
  /** Where each stream is taken up so that every byte is stored exactly once. */
  resume(): Resume;
  /** Stores what came in so far; answers whether that worked. */
  flush(): boolean;
  /** What is in the log, stored or about to be. */
  head(): Readonly<LogHead>;
  /**
   * Ends lines that were begun and stores all; another attempt may follow. Where the disk refuses for some seconds
   * it answers all the same, and storing is tried further until `close`.
   */
  endAttempt(): Promise<LogTotals>;
  /** `endAttempt`, and nothing more will come: whoever follows is done. */
  finish(): Promise<LogTotals>;
  /** Lets go without ending anything: the process stops, the script may go on; what it still prints is not taken. */
  close(): void;
}

const chunksPerTransaction = 16;
/** Compressed text kept in memory while storing fails; what comes beyond it is lost, and counted. */
const maxWaitingBytes = 8 * 1024 * 1024;

/**
 * Opens the log of an attempt, also one that another process was writing when it died.
 *
 * Exact whenever the process dies: the chunks and the raw bytes they account for are one transaction, the count
 * moves with whole lines only, and every flush stores all lines counted so far.
 */
export function openRunLog(host: LogHost, options: RunLogOptions): RunLog {
  const { runId, nonce } = options;
  const stored = host.logsDb.head(runId);
  const head = openHead(stored, options);
  const writer = makeChunkWriter(head.lines);
  const flusher = makeLogFlusher({
    store: () => {
      host.logsDb.append(runId, writer.changed(), head);
      writer.markStored();
      host.onStored();
    },
    clock: host.clock,
    isFollowed: host.isFollowed,
    onTrouble: host.onTrouble,
  });
  const keeper = makeLogKeeper({
    head,
    writer,
    capBytes: options.capBytes,
    clock: host.clock,
    isBlocked: () => flusher.isFailing() && writer.waitingBytes() > maxWaitingBytes,
  });
  const read = (stream: 'stdout' | 'stderr', counter: 'stdoutBytes' | 'stderrBytes') =>
    makeOutputReader({
      nonce,
      from: head[counter],
      isFull: keeper.isFull,
      onLines: (lines) => {
        keeper.keep(lines, stream);
        head[counter] += lines.rawBytes;
      },
      onDiscarded: (size) => {
        keeper.drop(size.textBytes);
        head[counter] += size.rawBytes;
      },
      onControl: (message, endsAt) => hear(message, `${stream}:${endsAt}`),
    });
  const hear = (message: ControlMessage, place: string) => {
    try {
      options.onControl(message, place);
    } catch (thrown) {
      host.onTrouble(coerceError(thrown));
    }
  };
  const readers = { stdout: read('stdout', 'stdoutBytes'), stderr: read('stderr', 'stderrBytes') };
  let isClosed = false;
  const touch = () => flusher.touch(writer.fullChunks() >= chunksPerTransaction);

  // A run that goes on after all: whoever asks meanwhile must not be told that it is over.
  if (stored?.isComplete) flusher.touch(false);

  const endAttempt = async () => {
    readers.stdout.end();
    readers.stderr.end();
    keeper.tellMissing();
    touch();
    await flusher.drain();
    return { lines: head.lines, bytes: head.textBytes };
  };

  return {
    write: (stream, bytes) => {
      if (isClosed) return;
      readers[stream].push(bytes);
      touch();
    },
    note: (text) => {
      if (isClosed) return;
      keeper.note(text);
      touch();
    },
    resume: () => ({ stdoutBytes: head.stdoutBytes, stderrBytes: head.stderrBytes }),
    flush: flusher.flush,
    head: () => head,
    endAttempt,
    finish: () => {
      head.isComplete = true;
      return endAttempt();
    },
    close: () => {
      isClosed = true;
      flusher.flush();
      flusher.stop();
    },
  };
}

/** The log goes on where it stands; a new attempt counts its streams anew. */
function openHead(stored: LogHead | undefined, options: { runId: string; attempt: number }): LogHead {
  const { runId, attempt } = options;
  if (stored !== undefined && stored.attempt > attempt) {
    throw new Error(
      `the log of run ${runId} is at attempt ${stored.attempt}, so attempt ${attempt} cannot write to it`,
    );
  }
  const head = stored ?? emptyHead;
  return { ...head, ...resumePointOf(stored, attempt), attempt, isComplete: false };
}

/** The raw bytes of an attempt that are stored. */
export function resumePointOf(stored: LogHead | undefined, attempt: number): Resume {
  if (stored?.attempt !== attempt) return { stdoutBytes: 0, stderrBytes: 0 };
  return { stdoutBytes: stored.stdoutBytes, stderrBytes: stored.stderrBytes };
}

const emptyHead: LogHead = {
  lines: 0,
  textBytes: 0,
  attempt: 0,
  stdoutBytes: 0,
  stderrBytes: 0,
  droppedBytes: 0,
  lostBytes: 0,
  toldBytes: 0,
  isComplete: false,
};
