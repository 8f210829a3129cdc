/**
 * What the host and the embedded Python's process say to each other, over stdin (to the child) and descriptor 3 (from
 * it): frames of a kind, a length and a payload. The script's own output never passes here; it has stdout and stderr.
 */
export const frameKinds = {
  /** To the child: JSON `BeginMessage`, or a parse request. */
  message: 1,
  /** Either way: a file, its path, a zero byte, its bytes. */
  file: 2,
  /** To the child: everything was sent. */
  go: 3,
  /** From the child: Python is up, nothing of a script was read. */
  ready: 4,
  /** From the child: JSON `EndMessage`, or a parse answer. */
  answer: 5,
} as const;
export type FrameKind = (typeof frameKinds)[keyof typeof frameKinds];

export interface Frame {
  kind: number;
  payload: Buffer;
}

/** Lets a script go, after its files were sent. */
export interface BeginMessage {
  env: Readonly<Record<string, string>>;
  /** Bytes the script may take beyond what the idle Python holds. */
  memoryBytes: number;
  timeoutMs: number;
  outBytes: number;
  outFiles: number;
}

/** How the script ended, in the words of the runner's `end` line. */
export interface EndMessage {
  exitCode: number;
  exception: { class: string; message: string } | null;
  syntaxError: unknown;
  cpuSeconds: number;
  /** A request for memory beyond the limit was refused. */
  memoryRefused: boolean;
  /** What of /out was not sent, in words. */
  outExceeded: string | null;
}

const headBytes = 5;
const longestPayloadBytes = 0xffffffff;

/** A frame as bytes. */
export function encodeFrame(kind: FrameKind, payload: Uint8Array | string = ''): Buffer {
  const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
  if (body.byteLength > longestPayloadBytes) throw new RangeError(`a frame of ${body.byteLength} bytes is too large`);
  const frame = Buffer.allocUnsafe(headBytes + body.byteLength);
  frame.writeUInt8(kind, 0);
  frame.writeUInt32LE(body.byteLength, 1);
  frame.set(body, headBytes);
  return frame;
}

/** A file as a frame. */
export function encodeFile(path: string, bytes: Uint8Array): Buffer {
  return encodeFrame(frameKinds.file, Buffer.concat([Buffer.from(`${path}\0`), bytes]));
}

/** Path and bytes of a file's frame. */
export function decodeFile(payload: Buffer): { path: string; bytes: Buffer } {
  const end = payload.indexOf(0);
  if (end === -1) throw new RangeError('a file frame names no path');
  return { path: payload.toString('utf8', 0, end), bytes: payload.subarray(end + 1) };
}

/** Puts frames together again, whatever pieces the stream comes in; throws on one that announces too much. */
export function makeFrameReader(
  onFrame: (frame: Frame) => void,
  maximumPayloadBytes = longestPayloadBytes,
): (piece: Buffer) => void {
  let pieces: Buffer[] = [];
  let held = 0;
  let wanted = headBytes;
  return (piece) => {
    pieces.push(piece);
    held += piece.byteLength;
    while (held >= wanted) {
      const bytes = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces, held);
      pieces = [bytes];
      const length = headBytes + bytes.readUInt32LE(1);
      if (length - headBytes > maximumPayloadBytes) throw new RangeError(`a frame of ${length} bytes is too large`);
      if (held < length) {
        wanted = length;
        return;
      }
      onFrame({ kind: bytes.readUInt8(0), payload: bytes.subarray(headBytes, length) });
      pieces = [bytes.subarray(length)];
      held -= length;
      wanted = headBytes;
    }
  };
}
