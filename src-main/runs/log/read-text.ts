import type { LogStream } from '#contract/runs.ts';
import type { LogReader } from '../../db/logs-database.ts';
import { decodeChunk, everyStream, streamBit } from './chunk.ts';
import { isWanted, stretchesOf } from './chunk-lines.ts';

const newline = Buffer.from('\n');

/** The log as text, a chunk at a time. A line that was split is joined where its rest is what comes next. */
export function* readText(logs: LogReader, runId: string, stream?: LogStream): Generator<Buffer, void, void> {
  const streams = stream === undefined ? everyStream : streamBit(stream);
  let unfinished: LogStream | undefined;
  for (const { firstSeq, data } of logs.scan(runId, streams)) {
    const chunk = decodeChunk(data);
    const parts: Buffer[] = [];
    for (const stretch of stretchesOf(chunk, firstSeq)) {
      if (!isWanted(stretch, stream)) continue;
      if (unfinished !== undefined && unfinished !== stretch.stream) parts.push(newline);
      parts.push(chunk.text.subarray(stretch.start, stretch.continues ? stretch.end - 1 : stretch.end));
      unfinished = stretch.continues ? stretch.stream : undefined;
    }
    if (parts.length > 0) yield Buffer.concat(parts);
  }
  if (unfinished !== undefined) yield newline;
}
