import { and, desc, eq, isNotNull, isNull } from 'drizzle-orm';
import type { Audit, Transaction } from '../audit/audit.ts';
import type { ReadDb } from '../db/database.ts';
import { attempts, runs } from '../db/schema/runs.ts';
import { countTriggerRun, takeBackTriggerRun } from '../jobs/arm-triggers.ts';
import type { Binding } from '../sandbox/sandbox.ts';
import { finishCancelled } from './cancel-run.ts';
import type { RunRow } from './queue-run.ts';
import { findRun } from './run-store.ts';
import { settleOccurrence } from './settle-occurrence.ts';
import { contextOfRun, finishRun } from './settle-run.ts';
import { startByOf } from './waiting-clock.ts';

/** How long a run that could not be started waits before the next try. */
const startAgainMs = 5_000;

/**
 * Commits which box belongs to the attempt, before its script is let go. False when the run was cancelled meanwhile;
 * the run is final then and the box must not start.
 */
export function bindBox(audit: Audit, run: RunRow, { binding, now }: { binding: Binding; now: number }): boolean {
  return audit.write('a run moves on', (transaction) => {
    const { tx, changed } = transaction;
    const set = {
      status: 'running' as const,
      startedAt: run.startedAt ?? now,
      executor: binding.executor,
      imageDigest: binding.imageDigest,
      unenforced: [...binding.unenforced],
      warnings: [...new Set([...run.warnings, ...warnOfImage(tx, run, binding)])],
      progressFraction: null,
      progressText: null,
    };
    const started = tx
      .update(runs)
      .set(set)
      .where(and(eq(runs.id, run.id), eq(runs.status, 'starting'), isNull(runs.cancelRequestedAt)))
      .run();
    if (started.changes === 0) return false;
    tx.update(attempts)
      .set({ boxId: binding.id, executor: binding.executor, startedAt: now })
      .where(and(eq(attempts.runId, run.id), eq(attempts.number, run.attempt)))
      .run();
    if (run.startedAt === null && run.triggerId !== null) {
      settleOccurrence(tx, run, { outcome: 'ran', decidedAt: now });
      countTriggerRun(transaction, run.triggerId, now);
    }
    changed('runs', run.id);
    return true;
  });
}

/** A tag that was moved under an agent is no silent swap (reliability row A23): the run says that its image is another. */
function warnOfImage(read: ReadDb, run: RunRow, { imageDigest }: Binding): string[] {
  if (run.agentId === null || imageDigest === null || run.wantedImageDigest !== null) return [];
  const last = read
    .select({ imageDigest: runs.imageDigest, profile: runs.profile })
    .from(runs)
    .where(and(eq(runs.agentId, run.agentId), isNotNull(runs.finishedAt)))
    .orderBy(desc(runs.id))
    .limit(1)
    .get();
  if (
    last === undefined ||
    last.imageDigest === null ||
    last.imageDigest === imageDigest ||
    last.profile.image !== run.profile.image
  )
    return [];
  return [
    `the image is not the one of the agent's last run: ${run.profile.image ?? 'the default image'} was ${last.imageDigest}, now it is ${imageDigest}`,
  ];
}

/**
 * Puts an attempt that never began back where it waited, with the reason in words. Where a cancel came meanwhile,
 * nothing can come of it, or its time to start is over, the run ends here. One transaction either way.
 */
export function requeueRun(
  audit: Audit,
  claimed: RunRow,
  failure: { reason: string; now: number; isHopeless?: boolean },
): void {
  const { reason, now } = failure;
  const run = findRun(audit.read, claimed.id);
  if (run === undefined || run.attempt !== claimed.attempt || (run.status !== 'starting' && run.status !== 'running'))
    return;
  const attempt = run.attempt - 1;
  const unbegun = { ...run, attempt, startedAt: attempt === 0 ? null : run.startedAt };
  if (run.cancelRequestedAt !== null) {
    audit.transact(contextOfRun(run), (transaction) => {
      forgetAttempt(transaction, run, { ...unbegun, now });
      finishCancelled(transaction, unbegun, { reason: run.cancelReason ?? 'cancelled', now });
    });
  } else if (failure.isHopeless === true || now >= startByOf(unbegun)) {
    audit.transact(contextOfRun(run), (transaction) => {
      forgetAttempt(transaction, run, { ...unbegun, now });
      finishUnstarted(transaction, unbegun, { reason, now });
    });
  } else {
    audit.write('a run moves on', (transaction) => {
      const { tx, changed } = transaction;
      forgetAttempt(transaction, run, { ...unbegun, now });
      // A later attempt waits as it did before, so that it keeps its key
      const status = unbegun.attempt === 0 ? 'queued' : 'retry-wait';
      tx.update(runs)
        .set({ status, reason, readyAt: now + startAgainMs })
        .where(eq(runs.id, run.id))
        .run();
      changed('runs', run.id);
    });
  }
}

/** As if it had not been tried: an instant whose script was never let go did not run, and does not count. */
function forgetAttempt(
  transaction: Pick<Transaction, 'tx' | 'changed'>,
  run: RunRow,
  { attempt, startedAt, now }: Pick<RunRow, 'attempt' | 'startedAt'> & { now: number },
): void {
  const { tx } = transaction;
  tx.delete(attempts)
    .where(and(eq(attempts.runId, run.id), eq(attempts.number, run.attempt)))
    .run();
  tx.update(runs).set({ attempt, startedAt }).where(eq(runs.id, run.id)).run();
  if (run.startedAt === null || startedAt !== null || run.triggerId === null) return;
  settleOccurrence(tx, run, { outcome: 'pending' }, { from: 'ran' });
  takeBackTriggerRun(transaction, run.triggerId, now);
}

/** Ends a run that will not be started any more. */
export function failUnstarted(audit: Audit, run: RunRow, failure: { reason: string; now: number }): void {
  audit.transact(contextOfRun(run), (transaction) => finishUnstarted(transaction, run, failure));
}

function finishUnstarted(
  transaction: Transaction,
  run: RunRow,
  { reason, now }: { reason: string; now: number },
): void {
  const { exitCode, logLines, logBytes, warnings } = run;
  const outcome = {
    status: 'failed' as const,
    code: 'not-started' as const,
    reason: `could not be started: ${reason}`,
  };
  finishRun(transaction, run, { exitCode, logLines, logBytes, warnings, result: undefined, now, outcome });
}

/** How far the script says it is; shown live, kept with the run. */
export function keepProgress(audit: Audit, runId: string, progress: { fraction: number; text: string }): void {
  audit.write('a run moves on', ({ tx, changed }) => {
    tx.update(runs)
      .set({ progressFraction: progress.fraction, progressText: progress.text })
      .where(and(eq(runs.id, runId), isNull(runs.finishedAt)))
      .run();
    changed('runs', runId);
  });
}
