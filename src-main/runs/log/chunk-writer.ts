import type { StoredChunk } from '../../db/logs-database.ts';
import { chunkSegments, chunkTextBytes, encodeChunk, type Segment, streamBit } from './chunk.ts';

type Mark = Omit<Segment, 'count'>;

/**
 * Gathers lines into chunks. The newest chunk grows in place: it is stored again with every flush until it is
 * full, so short flushes leave no small chunks behind that would have to be merged later.
 */
export interface ChunkWriter {
  /** Adds whole lines, each ended by `\n`; none longer than a chunk. */
  append(lines: Buffer, mark: Mark): void;
  /** Lines added so far, counted from the beginning of the log. */
  lines(): number;
  /** Chunks that are full and not yet stored. */
  fullChunks(): number;
  /** What those amount to in memory. */
  waitingBytes(): number;
  /** Every chunk that changed since the last `markStored`. */
  changed(): StoredChunk[];
  markStored(): void;
}

/** What a waiting chunk counts for besides its data: empty text compresses to nothing, but must not wait in endless chunks. */
const bytesBesideData = 4_096;

/** `lines` are there already; the first line added gets the number after them. */
export function makeChunkWriter(lines: number): ChunkWriter {
  const text = Buffer.allocUnsafeSlow(chunkTextBytes + 1);
  let used = 0;
  let firstSeq = lines + 1;
  let count = 0;
  let segments: Segment[] = [];
  let isStored = true;
  let full: StoredChunk[] = [];
  let waitingBytes = 0;

  const encode = (): StoredChunk => ({
    firstSeq,
    lines: count,
    streams: segments.reduce((set, segment) => set | streamBit(segment.stream), 0),
    textBytes: used,
    data: encodeChunk(text.subarray(0, used), segments),
  });
  const close = () => {
    const chunk = encode();
    full.push({ ...chunk, data: Buffer.from(chunk.data) });
    waitingBytes += chunk.data.length + bytesBesideData;
    firstSeq += count;
    used = 0;
    count = 0;
    segments = [];
    isStored = true;
  };
  const add = (part: Buffer, mark: Mark) => {
    const added = countLines(part);
    text.set(part, used);
    used += part.length;
    count += added;
    isStored = false;
    const last = segments.at(-1);
    if (last !== undefined && isSame(last, mark)) last.count += added;
    else segments.push({ ...mark, count: added });
  };

  return {
    append: (lines, mark) => {
      for (let rest = lines; rest.length > 0; ) {
        const fits = segments.length < chunkSegments ? fittingBytes(rest, chunkTextBytes - used) : 0;
        if (fits === 0 && used > 0) {
          close();
          continue;
        }
        const bytes = fits || rest.indexOf(0x0a) + 1;
        add(rest.subarray(0, bytes), mark);
        rest = rest.subarray(bytes);
      }
    },
    lines: () => firstSeq + count - 1,
    fullChunks: () => full.length,
    waitingBytes: () => waitingBytes,
    changed: () => (isStored ? full : [...full, encode()]),
    markStored: () => {
      full = [];
      waitingBytes = 0;
      isStored = true;
    },
  };
}

/** How many bytes of whole lines fit into `room`. */
export function fittingBytes(lines: Buffer, room: number): number {
  if (lines.length <= room) return lines.length;
  return room <= 0 ? 0 : lines.lastIndexOf(0x0a, room - 1) + 1;
}

/** Two continued lines never share a segment: readers join each with what follows it. */
function isSame(segment: Segment, mark: Mark): boolean {
  return (
    segment.stream === mark.stream &&
    segment.at === mark.at &&
    segment.attempt === mark.attempt &&
    !segment.continues &&
    !mark.continues
  );
}

/** A search per newline is fastest while lines are long, a plain loop where they are short. */
function countLines(text: Buffer): number {
  let lines = 0;
  for (let at = text.indexOf(0x0a); at >= 0; at = text.indexOf(0x0a, at + 1)) {
    lines++;
    if (lines === 64 && at < 64 * 32) return lines + countBytes(text, 0x0a, at + 1);
  }
  return lines;
}

function countBytes(text: Buffer, byte: number, from: number): number {
  let count = 0;
  for (let index = from; index < text.length; index++) if (text[index] === byte) count++;
  return count;
}
