import type { Resume } from '../sandbox.ts';
import type { StreamName } from './demultiplexer.ts';
import type { OutputMark } from './output-taker.ts';

/** Where the engine's retained log begins within the whole output of a container. */
export interface LogStart {
  from: Resume;
  /** Bytes nobody has: thrown away by the engine and not stored by us. Undefined when it cannot be told. */
  lostBytes: number | undefined;
}

/**
 * The engine throws the oldest output away at its cap (16 MiB), so its log may begin later than the script did.
 * `retained` is what it has, `mark` a place we saw with the bytes before it, `stored` what need not come again.
 */
export function alignLog(retained: Record<StreamName, Buffer>, mark: OutputMark, stored: Resume): LogStart {
  const stdout = findStart(retained.stdout, mark.at.stdoutBytes, mark.tails.stdout);
  const stderr = findStart(retained.stderr, mark.at.stderrBytes, mark.tails.stderr);
  // Of a stream that cannot be placed what is stored is taken to be all there was: a loss rather than a repetition.
  const from: Resume = { stdoutBytes: stdout ?? stored.stdoutBytes, stderrBytes: stderr ?? stored.stderrBytes };
  const lost = Math.max(0, from.stdoutBytes - stored.stdoutBytes) + Math.max(0, from.stderrBytes - stored.stderrBytes);
  const marked = [mark.at.stdoutBytes > 0 ? stdout : undefined, mark.at.stderrBytes > 0 ? stderr : undefined];
  const placed = marked.some((start) => start !== undefined) || mark.at.stdoutBytes + mark.at.stderrBytes === 0;
  return { from, lostBytes: placed ? lost : undefined };
}

/** The offset of the first retained byte, 0 when nothing was cut; undefined when the mark is not in it. */
function findStart(retained: Buffer, markedAt: number, tail: Buffer): number | undefined {
  if (markedAt === 0) return 0;
  if (tail.length === 0) return undefined;
  if (retained.subarray(markedAt - tail.length, markedAt).equals(tail)) return 0;
  const found = retained.lastIndexOf(tail);
  return found < 0 ? undefined : markedAt - (found + tail.length);
}
