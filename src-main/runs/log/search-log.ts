import type { LogLine, LogStream } from '#contract/runs.ts';
import type { LogReader } from '../../db/logs-database.ts';
import { type Chunk, decodeChunk, everyStream, streamBit } from './chunk.ts';
import { isWanted, linesOf, type Stretch, stretchesOf } from './chunk-lines.ts';
import { makeMatcher } from './matcher.ts';
import { pageTextBytes } from './read-page.ts';

export interface LogSearch {
  runId: string;
  q: string;
  /** First line that may be answered; all are counted. */
  from: number;
  limit: number;
  stream?: LogStream | undefined;
}

export interface LogMatches {
  lines: LogLine[];
  /** Lines of the whole log that contain `q`. */
  matches: number;
  /** Where the next page of matches begins; past the end when there is none. */
  nextFrom: number;
}

/** What the worker process does for this room. */
export interface SearchTasks {
  searchLog: { input: LogSearch; output: LogMatches };
}

const chunksPerTurn = 64;

/**
 * Lines that contain `q`, where `q` without capitals means either case. Meant for the worker process; gives way
 * between stretches of work so that a search nobody waits for any more ends.
 */
export async function searchLog(logs: LogReader, search: LogSearch, signal?: AbortSignal): Promise<LogMatches> {
  const { runId, q, limit, stream } = search;
  const find = makeMatcher(q);
  const streams = stream === undefined ? everyStream : streamBit(stream);
  const found: LogMatches = { lines: [], matches: 0, nextFrom: 0 };
  let bytesLeft = pageTextBytes;
  let chunks = 0;

  for (const { firstSeq, lines, data } of logs.scan(runId, streams)) {
    const chunk = decodeChunk(data);
    const ends = find(chunk.text);
    const isCountedOnly = found.nextFrom > 0 || firstSeq + lines <= search.from;
    if (stream === undefined && isCountedOnly) found.matches += ends.length;
    else if (ends.length > 0) {
      for (const { seq, stretch } of matchingLines(chunk, firstSeq, { ends, stream })) {
        found.matches += 1;
        if (found.nextFrom > 0 || seq < search.from) continue;
        if (found.lines.length === limit || bytesLeft <= 0) {
          found.nextFrom = seq;
          continue;
        }
        for (const line of linesOf(chunk, stretch, { from: seq, to: seq })) {
          found.lines.push(line);
          bytesLeft -= line.text.length;
        }
      }
    }
    chunks += 1;
    if (chunks % chunksPerTurn === 0) await giveWay(signal);
  }
  if (found.nextFrom === 0) found.nextFrom = Math.max(search.from, (logs.head(runId)?.lines ?? 0) + 1);
  return found;
}

/** The matches of a chunk, given where their lines end, each with its number and what it belongs to. */
function* matchingLines(
  chunk: Chunk,
  firstSeq: number,
  wanted: { ends: readonly number[]; stream: LogStream | undefined },
): Generator<{ seq: number; stretch: Stretch }> {
  let next = 0;
  for (const stretch of stretchesOf(chunk, firstSeq)) {
    let seq = stretch.firstSeq;
    let position = stretch.start;
    for (let end = wanted.ends[next]; end !== undefined && end < stretch.end; end = wanted.ends[++next]) {
      for (; position < end; position++) if (chunk.text[position] === 0x0a) seq++;
      if (isWanted(stretch, wanted.stream)) yield { seq, stretch };
    }
  }
}

async function giveWay(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
