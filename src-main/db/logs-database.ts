import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { migrate } from './migrate.ts';
import { explainFileError, openFile, type SqliteFile } from './open-file.ts';

/** Where the log of one run stands; committed together with the chunks it counts. */
export interface LogHead {
  /** Lines stored; the newest one's `seq`. */
  lines: number;
  textBytes: number;
  attempt: number;
  /** Raw bytes of this attempt up to which all is stored or deliberately left out: where adoption goes on. */
  stdoutBytes: number;
  stderrBytes: number;
  /** Not kept because the log was full. */
  droppedBytes: number;
  /** Not kept because storing failed for too long. */
  lostBytes: number;
  /** Of both, what a line of the log already speaks of. */
  toldBytes: number;
  isComplete: boolean;
}

/** Where a chunk is; `streams` is a bit set the room of logs defines. */
export interface ChunkPlace {
  firstSeq: number;
  lines: number;
  streams: number;
  textBytes: number;
}

export interface StoredChunk extends ChunkPlace {
  data: Buffer;
}

export interface LogReader {
  head(runId: string): LogHead | undefined;
  /** The first chunk with a line at or after `seq` that holds any of `streams`. */
  findChunk(runId: string, seq: number, streams: number): ChunkPlace | undefined;
  readChunk(runId: string, firstSeq: number): Buffer;
  /** All chunks that hold any of `streams`, in order; those added meanwhile too. */
  scan(runId: string, streams: number): Generator<StoredChunk, void, void>;
  close(): void;
}

/** The logs database: text of runs in compressed chunks, apart from the state so that neither waits for the other. */
export interface LogsDatabase extends LogReader {
  /** One transaction: the chunks, replacing those that begin at the same line, and the head that counts them. */
  append(runId: string, chunks: readonly StoredChunk[], head: LogHead): void;
  remove(runId: string): void;
  /** Size on disk, the write-ahead log included. */
  bytes(): number;
}

/**
 * Opens `logs.db` in the data directory, makes or migrates it. Throws `DataDirectoryError`.
 * Synchronous NORMAL: a killed process loses nothing, a power cut the last moments (quality.md, table of words).
 */
export function openLogsDatabase(options: { dataDir: string; migrationsDir: string; now: number }): LogsDatabase {
  const path = pathOf(options.dataDir);
  const file = openFile(path, 'NORMAL');
  try {
    migrate(file, {
      migrationsDir: options.migrationsDir,
      backupDir: join(options.dataDir, 'backups', 'logs'),
      now: options.now,
    });
  } catch (thrown) {
    file.close();
    throw explainFileError(thrown, path);
  }
  return { ...makeReader(file), ...makeWriter(file), bytes: () => sizeOf(path) + sizeOf(`${path}-wal`) };
}

/** Opens `logs.db` beside the process that writes it. */
export function openLogsForReading(dataDir: string): LogReader {
  return makeReader(new Database(pathOf(dataDir), { readonly: true, fileMustExist: true }));
}

function makeReader(file: SqliteFile): LogReader {
  const head = file.prepare<[string], HeadRow>(
    `SELECT lines, text_bytes AS textBytes, attempt, stdout_bytes AS stdoutBytes, stderr_bytes AS stderrBytes,
            dropped_bytes AS droppedBytes, lost_bytes AS lostBytes, told_bytes AS toldBytes,
            is_complete AS isComplete
     FROM log_heads WHERE run_id = ?`,
  );
  // Chunks follow each other without overlap, so only the last one that begins at or before `seq` can contain it.
  const find = file.prepare<[string, string, number, number, number], ChunkPlace>(
    `SELECT first_seq AS firstSeq, lines, streams, text_bytes AS textBytes FROM log_chunks
     WHERE run_id = ?
       AND first_seq >= coalesce((SELECT max(first_seq) FROM log_chunks WHERE run_id = ? AND first_seq <= ?), 0)
       AND first_seq + lines > ? AND streams & ? <> 0
     ORDER BY first_seq LIMIT 1`,
  );
  const read = file.prepare<[string, number], Buffer>('SELECT data FROM log_chunks WHERE run_id = ? AND first_seq = ?');
  read.pluck();
  const readNext = file.prepare<[string, number, number, number], StoredChunk>(
    `SELECT first_seq AS firstSeq, lines, streams, text_bytes AS textBytes, data FROM log_chunks
     WHERE run_id = ? AND first_seq > ? AND streams & ? <> 0 ORDER BY first_seq LIMIT ?`,
  );
  return {
    head: (runId) => {
      const row = head.get(runId);
      return row && { ...row, isComplete: row.isComplete === 1 };
    },
    findChunk: (runId, seq, streams) => find.get(runId, runId, seq, seq, streams),
    readChunk: (runId, firstSeq) => {
      const data = read.get(runId, firstSeq);
      if (data === undefined) throw new Error(`the log of run ${runId} has no chunk that begins at line ${firstSeq}`);
      return data;
    },
    // A few at a time: a statement left open would keep the file from being written in this process.
    *scan(runId, streams) {
      for (let after = 0; ; ) {
        const chunks = readNext.all(runId, after, streams, chunksAtOnce);
        yield* chunks;
        const last = chunks.at(-1);
        if (last === undefined || chunks.length < chunksAtOnce) return;
        after = last.firstSeq;
      }
    },
    close: () => file.close(),
  };
}

const chunksAtOnce = 16;

type HeadRow = Omit<LogHead, 'isComplete'> & { isComplete: number };

function makeWriter(file: SqliteFile): Pick<LogsDatabase, 'append' | 'remove'> {
  const putChunk = file.prepare<[{ runId: string } & StoredChunk]>(
    `INSERT INTO log_chunks (run_id, first_seq, lines, streams, text_bytes, data)
     VALUES (:runId, :firstSeq, :lines, :streams, :textBytes, :data)
     ON CONFLICT (run_id, first_seq) DO UPDATE
     SET lines = excluded.lines, streams = excluded.streams, text_bytes = excluded.text_bytes, data = excluded.data`,
  );
  const putHead = file.prepare<[{ runId: string } & HeadRow]>(
    `INSERT INTO log_heads VALUES (:runId, :lines, :textBytes, :attempt, :stdoutBytes, :stderrBytes,
                                   :droppedBytes, :lostBytes, :toldBytes, :isComplete)
     ON CONFLICT (run_id) DO UPDATE
     SET lines = excluded.lines, text_bytes = excluded.text_bytes, attempt = excluded.attempt,
         stdout_bytes = excluded.stdout_bytes, stderr_bytes = excluded.stderr_bytes,
         dropped_bytes = excluded.dropped_bytes, lost_bytes = excluded.lost_bytes, told_bytes = excluded.told_bytes,
         is_complete = excluded.is_complete`,
  );
  const removeChunks = file.prepare<[string]>('DELETE FROM log_chunks WHERE run_id = ?');
  const removeHead = file.prepare<[string]>('DELETE FROM log_heads WHERE run_id = ?');

  const append = file.transaction((runId: string, chunks: readonly StoredChunk[], head: LogHead) => {
    for (const chunk of chunks) putChunk.run({ runId, ...chunk });
    putHead.run({ runId, ...head, isComplete: head.isComplete ? 1 : 0 });
  });
  const remove = file.transaction((runId: string) => {
    removeChunks.run(runId);
    removeHead.run(runId);
  });
  return {
    append: (runId, chunks, head) => append.immediate(runId, chunks, head),
    remove: (runId) => remove.immediate(runId),
  };
}

function pathOf(dataDir: string): string {
  return join(dataDir, 'logs.db');
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}
