import type { OutputSink, Resume } from '../sandbox.ts';
import { createDemultiplexer, type StreamName } from './demultiplexer.ts';
import { makeTailBuffer, type TailBuffer } from './tail-buffer.ts';

/** Hands each byte of a container's output to the sink once, however often its beginning is read again. */
export interface OutputTaker {
  /** Bytes per stream handed over, counted from the container's beginning. */
  readonly taken: Readonly<Resume>;
  /** A new reading of the output; the chunks it is fed begin at `from`, by default the container's first byte. */
  open(from?: Resume): (chunk: Buffer) => void;
  /** Where the output stands, and what came just before. */
  mark(): OutputMark;
}

/** A place in the output: bytes per stream, and the last of them, by which the place is found again. */
export interface OutputMark {
  at: Resume;
  tails: Record<StreamName, Buffer>;
}

/** Enough to be found once in ordinary output. */
const TAIL_BYTES = 256;

/**
 * Every reading (the attached stream, the engine's log after a restart, the log again to fill what attach lost)
 * counts its own position and skips what was handed over before. `observe` sees new stdout bytes as well.
 */
export function takeOutput(sink: OutputSink, stored: Resume, observe: (stdout: Buffer) => void): OutputTaker {
  const taken = { ...stored };
  const tails: Record<StreamName, TailBuffer> = {
    stdout: makeTailBuffer(TAIL_BYTES),
    stderr: makeTailBuffer(TAIL_BYTES),
  };
  return {
    taken,
    mark: () => ({ at: { ...taken }, tails: { stdout: tails.stdout.read(), stderr: tails.stderr.read() } }),
    open: (from = { stdoutBytes: 0, stderrBytes: 0 }) => {
      const position = { ...from };
      return createDemultiplexer((stream, bytes) => {
        const counter = stream === 'stdout' ? 'stdoutBytes' : 'stderrBytes';
        const known = taken[counter] - position[counter];
        position[counter] += bytes.length;
        if (known >= bytes.length) return;
        const fresh = known > 0 ? bytes.subarray(known) : bytes;
        taken[counter] = position[counter];
        tails[stream].take(fresh);
        if (stream === 'stdout') observe(fresh);
        sink.write(stream, fresh);
      });
    },
  };
}
