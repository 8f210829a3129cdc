import type { LogLine, LogStream } from '#contract/runs.ts';
import { toInstant } from '../../base/clock.ts';
import type { Chunk, Segment } from './chunk.ts';

/** A stretch of a chunk's text with what its lines have in common. */
export interface Stretch extends Segment {
  firstSeq: number;
  /** Where its text begins and ends in the chunk. */
  start: number;
  end: number;
}

/** The segments of a chunk that begins at line `firstSeq`, with their places. */
export function* stretchesOf(chunk: Chunk, firstSeq: number): Generator<Stretch> {
  let seq = firstSeq;
  let start = 0;
  for (const segment of chunk.segments()) {
    const end = skipLines(chunk.text, start, segment.count);
    yield { ...segment, firstSeq: seq, start, end };
    seq += segment.count;
    start = end;
  }
}

/** The lines of a stretch from `from` up to and with `to`, as the contract writes them. */
export function* linesOf(
  chunk: Chunk,
  stretch: Stretch,
  { from, to }: { from: number; to: number },
): Generator<LogLine> {
  const skipped = Math.max(0, from - stretch.firstSeq);
  const at = toInstant(stretch.at);
  let start = skipLines(chunk.text, stretch.start, Math.min(skipped, stretch.count));
  for (let seq = stretch.firstSeq + skipped; seq <= to && start < stretch.end; seq++) {
    const end = chunk.text.indexOf(0x0a, start);
    const text = chunk.text.toString('utf8', start, end);
    yield {
      seq,
      attempt: stretch.attempt,
      at,
      stream: stretch.stream,
      text,
      ...(stretch.continues ? { continues: true } : {}),
    };
    start = end + 1;
  }
}

export function isWanted(stretch: Stretch, stream: LogStream | undefined): boolean {
  return stream === undefined || stretch.stream === stream;
}

/** Where the text goes on `count` lines after `start`. */
function skipLines(text: Buffer, start: number, count: number): number {
  let next = start;
  for (let left = count; left > 0; left--) next = text.indexOf(0x0a, next) + 1;
  return next;
}
