import type { Audit } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { keepProgress } from './advance-run.ts';
import type { EndReport } from './log/control-lines.ts';
import type { LogStore } from './log/log-store.ts';
import type { LogTotals, RunLog } from './log/run-log.ts';
import type { RunRow } from './queue-run.ts';
import { makeScriptEvents } from './script-events.ts';

/** The log of an attempt, and what the runner says in it. */
export interface Journal {
  log: RunLog;
  report(): EndReport | null;
  /** Ends lines that were begun, stores all. */
  endAttempt(): Promise<LogTotals>;
  /** Lets go of the log without ending anything. */
  close(): void;
}

/** A script may report progress in a tight loop; the database hears of it this often. */
const progressEveryMs = 500;

/** Opens the log where it stands; also of an attempt that another process was watching. */
export function openJournal(
  { audit, clock, logs }: { audit: Audit; clock: Clock; logs: LogStore },
  run: RunRow,
  nonce: string,
): Journal {
  let report: EndReport | null = null;
  let progress: { fraction: number; text: string } | undefined;
  let timer: NodeJS.Timeout | undefined;

  function storeProgress(): void {
    timer = undefined;
    if (progress === undefined) return;
    try {
      keepProgress(audit, run.id, progress);
    } catch {
      // A hint only: where it could not be stored, the next one may be
    }
    progress = undefined;
    timer = setTimeout(storeProgress, progressEveryMs).unref();
  }
  function endProgress(): void {
    clearTimeout(timer);
    if (progress !== undefined) storeProgress();
    clearTimeout(timer);
  }

  const log = logs.open({
    runId: run.id,
    attempt: run.attempt,
    nonce,
    capBytes: run.profile.logCapMb * 1024 * 1024,
    onControl: (message, place) => {
      if (message.t === 'end') report = message;
      if (message.t === 'event') events.publish(message, place);
      if (message.t !== 'progress') return;
      progress = message;
      if (timer === undefined) storeProgress();
    },
  });
  const events = makeScriptEvents({ audit, clock }, run, (text) => log.note(text));
  return {
    log,
    report: () => report,
    endAttempt: () => {
      endProgress();
      events.end();
      return log.endAttempt();
    },
    close: () => {
      endProgress();
      log.close();
    },
  };
}
