import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { LogStream } from '#contract/runs.ts';

/** Consecutive lines of a chunk that differ in their text only. */
export interface Segment {
  stream: LogStream;
  attempt: number;
  at: number;
  /** How many lines; 1 where `continues`. */
  count: number;
  /** The line goes on in the next one of its stream. */
  continues: boolean;
}

/** Lines as they are searched and read: valid UTF-8, each line ended by `\n`. */
export interface Chunk {
  text: Buffer;
  /** Read only where lines are wanted: a search without a filter needs the text alone. */
  segments(): Segment[];
}

/** Text one chunk holds, unless a single line and its end need a byte more (research on performance, section 3). */
export const chunkTextBytes = 64 * 1024;
/** Beyond this a chunk of very short lines from alternating streams would be mostly segments. */
export const chunkSegments = 4_096;

const streams = ['stdout', 'stderr', 'system'] as const satisfies LogStream[];
/** Every bit `streamBit` knows. */
export const everyStream = 0b111;

/** The stream's bit in the set of streams a chunk holds. */
export function streamBit(stream: LogStream): number {
  return 1 << streams.indexOf(stream);
}

/** Streams is a closed list and numbers are small, so a segment is a short JSON tuple; times count from the one before. */
type Tuple = [count: number, stream: number, attempt: number, sinceMs: number, continues?: 1];

const compressing = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const decompressing = { chunkSize: 2 * chunkTextBytes, maxOutputLength: 1024 * 1024 };

/**
 * One zstd frame over: the text, the segments as JSON, the length of the text in four bytes. What it answers may be a
 * view into a buffer many times its size: copy it to keep it.
 */
export function encodeChunk(text: Buffer, segments: readonly Segment[]): Buffer {
  let last = 0;
  const tuples = segments.map((segment): Tuple => {
    const sinceMs = segment.at - last;
    last = segment.at;
    const tuple: Tuple = [segment.count, streams.indexOf(segment.stream), segment.attempt, sinceMs];
    if (segment.continues) tuple.push(1);
    return tuple;
  });
  return zstdCompressSync(join(text, JSON.stringify(tuples)), compressing);
}

let scratch = Buffer.alloc(0);

/** In one buffer used again and again: under flood, a new one for each chunk would be most of the garbage made. */
function join(text: Buffer, json: string): Buffer {
  const length = text.length + json.length + 4;
  if (scratch.length < length) scratch = Buffer.allocUnsafeSlow(Math.max(length, 2 * chunkTextBytes));
  text.copy(scratch);
  scratch.write(json, text.length, 'latin1');
  scratch.writeUInt32LE(text.length, length - 4);
  return scratch.subarray(0, length);
}

/** What `encodeChunk` made. */
export function decodeChunk(data: Buffer): Chunk {
  const raw = zstdDecompressSync(data, decompressing);
  const textLength = raw.readUInt32LE(raw.length - 4);
  return {
    text: raw.subarray(0, textLength),
    segments: () => toSegments(JSON.parse(raw.toString('latin1', textLength, raw.length - 4)) as Tuple[]), // written by encodeChunk
  };
}

function toSegments(tuples: readonly Tuple[]): Segment[] {
  let at = 0;
  return tuples.map(([count, stream, attempt, sinceMs, continues]) => {
    at += sinceMs;
    const name = streams[stream];
    if (name === undefined) throw new Error(`a log chunk names stream ${stream}, which does not exist`);
    return { stream: name, attempt, at, count, continues: continues === 1 };
  });
}
