import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';

const pageBytes = 4_096;
const lookPauseMs = 100;
/** Asking `ps` costs a process each time. */
const lookPauseElsewhereMs = 1_000;

export interface MemoryWatch {
  /** Most that was seen beyond what the idle process held; null where nobody could look. */
  peakBytes(): number | null;
  end(): void;
}

/**
 * Looks at how much memory a process holds beyond what it holds now, and says once when that is over the limit.
 * Python's own memory is bounded from inside (child.ts); this catches what it makes JavaScript hold, files above all.
 */
export function watchMemory(pid: number, limitBytes: number, onExceeded: () => void): MemoryWatch {
  let baseline: number | undefined;
  let peak: number | null = null;
  const take = (bytes: number | undefined) => {
    if (bytes === undefined) return;
    baseline ??= bytes;
    peak = Math.max(peak ?? 0, bytes - baseline);
    if (peak <= limitBytes) return;
    end();
    onExceeded();
  };
  const timer = setInterval(
    () => readResidentBytes(pid, take),
    process.platform === 'linux' ? lookPauseMs : lookPauseElsewhereMs,
  );
  const end = () => clearInterval(timer);
  timer.unref();
  readResidentBytes(pid, take);
  return { peakBytes: () => peak, end };
}

function readResidentBytes(pid: number, take: (bytes: number | undefined) => void): void {
  if (process.platform === 'linux') take(readLinux(pid));
  else if (process.platform !== 'win32') {
    execFile('/bin/ps', ['-o', 'rss=', '-p', String(pid)], (error, stdout) =>
      take(error ? undefined : Number(stdout) * 1_024),
    );
  }
}

function readLinux(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageBytes;
  } catch {
    return undefined;
  }
}
