/** The runner's `end` control line (sandbox-image/README.md), which for the embedded Python the host writes. */
export interface RunnerEnd {
  exitCode: number;
  signal: string | null;
  timedOut: boolean;
  exception: { class: string; message: string } | null;
  syntaxError: unknown;
  peakMemoryBytes: number | null;
  cpuSeconds: number | null;
}

const longestLineBytes = 4_096;

/** One line of at most 4,096 bytes; messages give way first. */
export function formatEndLine(nonce: string, end: RunnerEnd): Buffer {
  for (const limit of [2_000, 500, 100, 0]) {
    const exception = end.exception && {
      class: end.exception.class.slice(0, 200),
      message: end.exception.message.slice(0, limit),
    };
    const line = toLine(nonce, { ...end, exception });
    if (line.byteLength <= longestLineBytes) return line;
  }
  return toLine(nonce, { ...end, exception: null, syntaxError: null });
}

function toLine(nonce: string, end: RunnerEnd): Buffer {
  return Buffer.from(`\x1eautoma:${nonce} ${JSON.stringify({ t: 'end', ...end })}\n`);
}
