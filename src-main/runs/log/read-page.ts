import type { LogLine, LogPage, LogStream } from '#contract/runs.ts';
import type { ChunkPlace, LogReader } from '../../db/logs-database.ts';
import { type Chunk, everyStream, streamBit } from './chunk.ts';
import { isWanted, linesOf, stretchesOf } from './chunk-lines.ts';

export interface PageQuery {
  runId: string;
  /** First line wanted, 1-based. */
  from: number;
  limit: number;
  stream?: LogStream | undefined;
}

/** A page ends early where lines are long, so that no page is large whatever a script prints. */
export const pageTextBytes = 1024 * 1024;
/** With a filter a page may find nothing in so many chunks; it then ends early, and the next one goes on. */
const chunksPerPage = 32;

/**
 * Lines from `from` on. Fewer than `limit` does not mean the end: the end is where `nextFrom` is past `total`.
 */
export function readPage(
  logs: LogReader,
  readChunk: (runId: string, place: ChunkPlace) => Chunk,
  query: PageQuery,
): LogPage {
  const { runId, limit, stream } = query;
  const head = logs.head(runId);
  const total = head?.lines ?? 0;
  const streams = stream === undefined ? everyStream : streamBit(stream);
  const lines: LogLine[] = [];
  let bytesLeft = pageTextBytes;
  let nextFrom = query.from;

  for (let chunks = 0; chunks < chunksPerPage && lines.length < limit && bytesLeft > 0; chunks++) {
    const place = logs.findChunk(runId, nextFrom, streams);
    if (place === undefined) {
      nextFrom = Math.max(nextFrom, total + 1);
      break;
    }
    const chunk = readChunk(runId, place);
    for (const line of wantedLines(chunk, place.firstSeq, { from: nextFrom, stream })) {
      if (lines.length === limit || bytesLeft <= 0) break;
      lines.push(line);
      bytesLeft -= line.text.length;
      nextFrom = line.seq + 1;
    }
    if (lines.length < limit && bytesLeft > 0) nextFrom = place.firstSeq + place.lines;
  }
  return { lines, nextFrom, total, complete: head?.isComplete ?? false };
}

function* wantedLines(
  chunk: Chunk,
  firstSeq: number,
  wanted: { from: number; stream: LogStream | undefined },
): Generator<LogLine> {
  for (const stretch of stretchesOf(chunk, firstSeq)) {
    if (stretch.firstSeq + stretch.count <= wanted.from || !isWanted(stretch, wanted.stream)) continue;
    yield* linesOf(chunk, stretch, { from: wanted.from, to: Number.MAX_SAFE_INTEGER });
  }
}
