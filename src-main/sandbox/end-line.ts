import { z } from 'zod';
import { makeTailBuffer } from './docker/tail-buffer.ts';

/** What the runner says of the end; a script could say it too, so nothing about safety may depend on it. */
export const EndLine = z.object({
  t: z.literal('end'),
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  timedOut: z.boolean(),
  peakMemoryBytes: z.int().nullable(),
  cpuSeconds: z.number().nullable(),
});
export type EndLine = z.infer<typeof EndLine>;

/** A control line has at most 4,096 bytes (sandbox-image/README.md), so the last one is inside these. */
const KEPT_BYTES = 8_192;

/** Looks at stdout as it passes and finds the runner's last word in it. */
export function watchEndLine(nonce: string): { take(bytes: Buffer): void; find(): EndLine | undefined } {
  const tail = makeTailBuffer(KEPT_BYTES);
  return {
    take: tail.take,
    find() {
      const kept = tail.read();
      const prefix = `\x1eautoma:${nonce} `;
      const start = kept.lastIndexOf(prefix);
      if (start < 0) return undefined;
      const line =
        kept
          .subarray(start + prefix.length)
          .toString()
          .split('\n', 1)[0] ?? '';
      return parseEndLine(line);
    },
  };
}

function parseEndLine(line: string): EndLine | undefined {
  try {
    return EndLine.parse(JSON.parse(line));
  } catch {
    return undefined; // another kind of line, or the script's own invention
  }
}
