import type { EndLine } from './end-line.ts';
import type { BoxEnd } from './sandbox.ts';

/** Everything known when nothing of the script is alive any more. */
export interface Evidence {
  /** What the engine says; undefined when the container is gone or the engine never came back. */
  exit: { code: number; oomKilled: boolean } | undefined;
  endLine: EndLine | undefined;
  /** The engine did not answer for a while during the run. */
  engineWasAway: boolean;
  /** We sent a signal. */
  stopAsked: boolean;
  /** Which quota of /out was exceeded. */
  quotaExceeded: string | undefined;
}

const SIGNAL_BASE = 128;
const signalNames: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  6: 'SIGABRT',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
};

/**
 * Names the end. The runner always has the last word on stdout unless it was killed itself: then, and only then, an
 * exit code above 128 is a signal to the container from outside (bar B3: 137 alone says nothing about memory).
 */
export function judgeEnd(evidence: Evidence): BoxEnd {
  const { exit, endLine } = evidence;
  return {
    exitCode: exit?.code ?? null,
    signal: endLine ? endLine.signal : (signalNames[(exit?.code ?? 0) - SIGNAL_BASE] ?? null),
    oomKilled: exit?.oomKilled ?? false,
    trouble: nameTrouble(evidence),
    peakMemoryBytes: endLine?.peakMemoryBytes ?? null,
    cpuSeconds: endLine?.cpuSeconds ?? null,
  };
}

function nameTrouble(evidence: Evidence): BoxEnd['trouble'] {
  const { exit, endLine } = evidence;
  if (evidence.quotaExceeded !== undefined) return { code: 'disk-quota', detail: evidence.quotaExceeded };
  if (exit === undefined) {
    if (evidence.engineWasAway)
      return { code: 'engine-restart', detail: 'the container engine went away and lost the container' };
    return { code: 'killed-outside', detail: 'the container was removed while the script ran' };
  }
  if (evidence.stopAsked || exit.oomKilled) return null;
  const terminated = endLine ? endLine.signal === 'SIGTERM' && !endLine.timedOut : exit.code > SIGNAL_BASE;
  if (evidence.engineWasAway && terminated) {
    return { code: 'engine-restart', detail: 'the container engine stopped or restarted and ended the script' };
  }
  if (endLine === undefined && exit.code === SIGNAL_BASE + 9) {
    return { code: 'killed-outside', detail: 'the container was killed from outside (SIGKILL)' };
  }
  return null;
}
