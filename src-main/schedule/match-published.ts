import type { Audit, Transaction } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import type { EventRow } from '../events/event-store.ts';
import { findHold } from '../runs/hold-store.ts';
import { findRun } from '../runs/run-store.ts';
import { beginDeciding } from './decide-due.ts';
import { matchEvent } from './match-event.ts';

/**
 * Asks the triggers about an event in its publisher's own transaction, so that the answer can name the runs. While
 * everything is held nobody is asked; the release decides.
 */
export function makeMatcher(options: {
  audit: Audit;
  clock: Clock;
  onBattery: () => boolean;
  stop: (runId: string, reason: string) => void;
}): (transaction: Transaction, event: EventRow) => string[] {
  const { audit, clock, onBattery, stop } = options;
  return (transaction, event) => {
    if (findHold(transaction.tx) !== undefined) return [];
    const deciding = beginDeciding(transaction, { now: clock.now(), onBattery: onBattery() });
    const started = matchEvent(deciding, event);
    // After the commit, if there is one; should the process die before, the next host carries the request out
    queueMicrotask(() => {
      for (const { runId, reason } of deciding.toStop)
        if (findRun(audit.read, runId)?.cancelRequestedAt) stop(runId, reason);
    });
    return started;
  };
}
