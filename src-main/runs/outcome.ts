import type { ReasonCode } from '#contract/runs.ts';
import type { BoxEnd } from '../sandbox/sandbox.ts';
import type { EndReport } from './log/control-lines.ts';

/** Why the supervisor itself ended the attempt, if it did. */
export type StopCause =
  | { kind: 'cancel'; reason: string }
  | { kind: 'timeout' }
  | { kind: 'host-ended'; reason: string }
  | null;

/** How an attempt ended, as a value: what `settleRun` stores and retry decides on. */
export interface Outcome {
  status: 'succeeded' | 'failed' | 'timed-out' | 'cancelled' | 'lost';
  code: ReasonCode;
  reason: string;
  exitCode: number | null;
  exceptionClass: string | null;
  oomKilled: boolean;
  peakMemoryBytes: number | null;
  cpuSeconds: number | null;
  warnings: string[];
}

export interface AttemptEnd {
  end: BoxEnd;
  /** What the runner said on its last control line; the script's own claim. */
  report: EndReport | null;
  stopped: StopCause;
  timeoutSeconds: number;
  memoryMb: number;
}

/** Names the end of an attempt. Our own acts come first, then trouble of the machine, then the script's own doing. */
export function nameOutcome(attempt: AttemptEnd): Outcome {
  const { end, report } = attempt;
  const exitCode = end.exitCode ?? report?.exitCode ?? null;
  const facts = {
    exitCode,
    exceptionClass: report?.exception?.class ?? null,
    oomKilled: end.oomKilled,
    peakMemoryBytes: end.peakMemoryBytes ?? report?.peakMemoryBytes ?? null,
    cpuSeconds: end.cpuSeconds ?? report?.cpuSeconds ?? null,
    warnings: [] as string[],
  };
  const named = nameEnd(attempt, exitCode);
  if (named.status === 'succeeded' && end.oomKilled) {
    facts.warnings.push(`a child process was killed: it went past the ${attempt.memoryMb} MiB this run may use`);
  }
  return { ...facts, ...named };
}

function nameEnd(
  { end, report, stopped, timeoutSeconds, memoryMb }: AttemptEnd,
  exitCode: number | null,
): Pick<Outcome, 'status' | 'code' | 'reason'> {
  if (stopped?.kind === 'cancel') return { status: 'cancelled', code: 'cancelled', reason: stopped.reason };
  if (stopped?.kind === 'host-ended') return { status: 'lost', code: 'host-died', reason: stopped.reason };
  if (stopped?.kind === 'timeout' || report?.timedOut === true) {
    return {
      status: 'timed-out',
      code: 'timeout',
      reason: `still running after ${timeoutSeconds} s, so it was stopped`,
    };
  }
  if (end.trouble !== null) {
    const { code, detail } = end.trouble;
    const isLost = code === 'engine-restart' || code === 'host-died';
    return { status: isLost ? 'lost' : 'failed', code, reason: detail };
  }
  if (exitCode === 0) return { status: 'succeeded', code: 'exit', reason: 'finished with exit code 0' };
  if (end.oomKilled)
    return {
      status: 'failed',
      code: 'out-of-memory',
      reason: `went past the ${memoryMb} MiB it may use and was killed`,
    };
  if (exitCode === null) return { status: 'lost', code: 'sandbox', reason: 'nobody can tell how it ended' };
  if (report?.syntaxError) {
    const { path, line, column, message } = report.syntaxError;
    return { status: 'failed', code: 'exception', reason: `${path}, line ${line}, column ${column}: ${message}` };
  }
  if (report?.exception)
    return {
      status: 'failed',
      code: 'exception',
      reason: `${report.exception.class}: ${report.exception.message}`.slice(0, 2_000),
    };
  const signal = end.signal ?? report?.signal ?? null;
  if (signal !== null) return { status: 'failed', code: 'signal', reason: `killed by ${signal}` };
  return { status: 'failed', code: 'exit', reason: `finished with exit code ${exitCode}` };
}
