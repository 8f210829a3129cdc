import { and, eq, isNull } from 'drizzle-orm';
import type { Audit } from '../audit/audit.ts';
import { attempts, runs } from '../db/schema/runs.ts';
import { occurrences } from '../db/schema/jobs.ts';
import { countTriggerRun } from '../jobs/save-triggers.ts';
import type { Binding } from '../sandbox/sandbox.ts';
import { finishCancelled } from './cancel-run.ts';
import type { RunRow } from './queue-run.ts';
import { findRun } from './run-store.ts';
import { contextOfRun, finishRun } from './settle-run.ts';

/** How long a run that could not be started waits before the next try. */
const startAgainMs = 5_000;

/**
 * Commits which box belongs to the attempt, before its script is let go. False when the run was cancelled meanwhile;
 * the run is final then and the box must not start.
 */
export function bindBox(audit: Audit, run: RunRow, { binding, now }: { binding: Binding; now: number }): boolean {
  return audit.write('a run moves on', ({ tx, changed }) => {
    const set = {
      status: 'running' as const,
      startedAt: run.startedAt ?? now,
      executor: binding.executor,
      imageDigest: binding.imageDigest,
      unenforced: [...binding.unenforced],
      progressFraction: null,
      progressText: null,
    };
    const started = tx.update(runs).set(set).where(and(eq(runs.id, run.id), eq(runs.status, 'starting'), isNull(runs.cancelRequestedAt))).run();
    if (started.changes === 0) return false;
    tx.update(attempts)
      .set({ boxId: binding.id, executor: binding.executor, startedAt: now })
      .where(and(eq(attempts.runId, run.id), eq(attempts.number, run.attempt)))
      .run();
    if (run.startedAt === null && run.triggerId !== null) {
      tx.update(occurrences).set({ outcome: 'ran', decidedAt: now }).where(and(eq(occurrences.runId, run.id), eq(occurrences.outcome, 'pending'))).run();
      countTriggerRun(tx, run.triggerId);
    }
    changed('runs', run.id);
    return true;
  });
}

/**
 * Puts an attempt that never began back into the queue, with the reason in words. Where a cancel came meanwhile,
 * nothing can come of it, or its time to start is over, the run ends here.
 */
export function requeueRun(audit: Audit, run: RunRow, failure: { reason: string; now: number; isHopeless?: boolean }): void {
  const { reason, now } = failure;
  audit.write('a run moves on', ({ tx, changed }) => {
    tx.delete(attempts).where(and(eq(attempts.runId, run.id), eq(attempts.number, run.attempt))).run();
    tx.update(runs)
      .set({ status: 'queued', attempt: run.attempt - 1, reason, readyAt: now + startAgainMs })
      .where(and(eq(runs.id, run.id), isNull(runs.finishedAt)))
      .run();
    changed('runs', run.id);
  });
  const queued = findRun(audit.read, run.id);
  if (queued === undefined || queued.finishedAt !== null) return;
  if (queued.cancelRequestedAt !== null) {
    const cancelled = { reason: queued.cancelReason ?? 'cancelled', now };
    audit.transact(contextOfRun(run), (transaction) => finishCancelled(transaction, queued, cancelled));
  } else if (now >= run.startBy || failure.isHopeless === true) failUnstarted(audit, queued, { reason, now });
}

/** Ends a run that will not be started any more. */
export function failUnstarted(audit: Audit, run: RunRow, { reason, now }: { reason: string; now: number }): void {
  const { exitCode, logLines, logBytes, warnings } = run;
  const outcome = { status: 'failed' as const, code: 'not-started' as const, reason: `could not be started: ${reason}` };
  audit.transact(contextOfRun(run), (transaction) => finishRun(transaction, run, { exitCode, logLines, logBytes, warnings, result: undefined, now, outcome }));
}

/** How far the script says it is; shown live, kept with the run. */
export function keepProgress(audit: Audit, runId: string, progress: { fraction: number; text: string }): void {
  audit.write('a run moves on', ({ tx, changed }) => {
    tx.update(runs).set({ progressFraction: progress.fraction, progressText: progress.text }).where(and(eq(runs.id, runId), isNull(runs.finishedAt))).run();
    changed('runs', runId);
  });
}
