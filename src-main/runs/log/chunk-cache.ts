import type { ChunkPlace, LogReader } from '../../db/logs-database.ts';
import { type Chunk, decodeChunk } from './chunk.ts';

/** Enough for some viewers reading on in different logs. */
const cacheBytes = 4 * 1024 * 1024;

/** Reads chunks and keeps those used last, so that many viewers of one place cost as much as one. */
export function makeChunkCache(logs: LogReader): (runId: string, place: ChunkPlace) => Chunk {
  const cached = new Map<string, Chunk>();
  let usedBytes = 0;

  return (runId, place) => {
    // The newest chunk grows in place, so its count of lines is part of what it is called.
    const key = `${runId}:${place.firstSeq}:${place.lines}`;
    const known = cached.get(key);
    const chunk = known ?? decodeChunk(logs.readChunk(runId, place.firstSeq));
    cached.delete(key);
    cached.set(key, chunk);
    if (known === undefined) usedBytes += chunk.text.length;
    for (const [oldest, { text }] of cached) {
      if (usedBytes <= cacheBytes) break;
      cached.delete(oldest);
      usedBytes -= text.length;
    }
    return chunk;
  };
}
