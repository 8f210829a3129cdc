import { z } from 'zod';

const End = z.object({
  t: z.literal('end'),
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  timedOut: z.boolean(),
  exception: z.object({ class: z.string(), message: z.string() }).nullable(),
  syntaxError: z.object({ message: z.string(), path: z.string(), line: z.int(), column: z.int() }).nullable(),
  peakMemoryBytes: z.int().nullable(),
  cpuSeconds: z.number().nullable(),
});

/** How the runner saw the script end. */
export type EndReport = z.infer<typeof End>;

/** What the runner and the `automa` module say to the host (sandbox-image/README.md); the script's own claim. */
export const ControlMessage = z.discriminatedUnion('t', [
  End,
  z.object({ t: z.literal('progress'), fraction: z.number().min(0).max(1), text: z.string() }),
  z.object({ t: z.literal('event'), type: z.string(), payload: z.unknown() }),
]);
export type ControlMessage = z.infer<typeof ControlMessage>;

/** Takes control lines out of one stream of bytes. */
export interface ControlFilter {
  push(bytes: Buffer): void;
  /** The stream is over: what looked like the beginning of a control line was text. */
  end(): void;
}

const separator = 0x1e;
const newline = 0x0a;
/** Each is one write of at most so many bytes; what is longer is text. */
const maxControlBytes = 4_096;

/**
 * A control line may begin in the middle of a line, where the script left one unfinished. Lines with another nonce
 * or without a message we know stay text.
 */
export function makeControlFilter(options: {
  nonce: string;
  onText: (bytes: Buffer) => void;
  onControl: (message: ControlMessage, rawBytes: number) => void;
}): ControlFilter {
  const { onText, onControl } = options;
  const prefix = Buffer.from(`\x1eautoma:${options.nonce} `);
  let held: Buffer | undefined;

  const filter = (bytes: Buffer) => {
    let textStart = 0;
    for (let from = 0; ; ) {
      const start = findPrefix(bytes, prefix, from);
      if (start < 0) break;
      const end = bytes.indexOf(newline, start) + 1;
      if (end === 0 && bytes.length - start < maxControlBytes) {
        if (start > textStart) onText(bytes.subarray(textStart, start));
        held = Buffer.from(bytes.subarray(start));
        return;
      }
      const message =
        end > 0 && end - start <= maxControlBytes
          ? parseControl(bytes.toString('utf8', start + prefix.length, end))
          : undefined;
      if (message === undefined) {
        from = start + 1;
        continue;
      }
      if (start > textStart) onText(bytes.subarray(textStart, start));
      onControl(message, end - start);
      textStart = end;
      from = end;
    }
    if (textStart < bytes.length) onText(textStart === 0 ? bytes : bytes.subarray(textStart));
  };

  return {
    push: (bytes) => {
      if (held !== undefined) {
        const joined = Buffer.concat([held, bytes]);
        held = undefined;
        filter(joined);
      } else if (bytes.includes(separator)) filter(bytes);
      else onText(bytes);
    },
    end: () => {
      if (held !== undefined) onText(held);
      held = undefined;
    },
  };
}

/** Where the prefix stands at or after `from`, also when the bytes end before it does; -1 when nowhere. */
function findPrefix(bytes: Buffer, prefix: Buffer, from: number): number {
  const whole = bytes.indexOf(prefix, from);
  if (whole >= 0) return whole;
  for (let start = Math.max(from, bytes.length - prefix.length + 1); start < bytes.length; start++) {
    if (bytes[start] === separator && prefix.compare(bytes, start, bytes.length, 0, bytes.length - start) === 0)
      return start;
  }
  return -1;
}

function parseControl(json: string): ControlMessage | undefined {
  try {
    return ControlMessage.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
