export type StreamName = 'stdout' | 'stderr';

const HEADER_BYTES = 8;
const STDERR = 2;
const SYSTEM_ERROR = 3;

/**
 * Takes apart the engine's framed output (8 bytes of header: type, three zeros, length as uint32 big endian).
 * Frames and chunks need not coincide. Iterative and without concatenation: payloads are handed over as views of
 * the chunk they came in (bar B11, traps T10 and T11 of the research on reliability).
 */
export function createDemultiplexer(take: (stream: StreamName, bytes: Buffer) => void): (chunk: Buffer) => void {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerFill = 0;
  let payloadLeft = 0;
  let stream: StreamName = 'stdout';

  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (payloadLeft > 0) {
        const end = Math.min(chunk.length, at + payloadLeft);
        take(stream, chunk.subarray(at, end));
        payloadLeft -= end - at;
        at = end;
        continue;
      }
      const copied = chunk.copy(header, headerFill, at, at + HEADER_BYTES - headerFill);
      headerFill += copied;
      at += copied;
      if (headerFill < HEADER_BYTES) return;
      headerFill = 0;
      const type = header.readUInt8(0);
      if (type > SYSTEM_ERROR) throw new Error(`the engine's output has a frame of unknown type ${type}`);
      stream = type >= STDERR ? 'stderr' : 'stdout';
      payloadLeft = header.readUInt32BE(4);
    }
  };
}
