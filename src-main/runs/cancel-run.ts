import { and, eq, isNull, type SQL } from 'drizzle-orm';
import type { Caller } from '../access/caller.ts';
import { mayChange, mayRead } from '../access/principal.ts';
import type { Audit, Transaction } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { AppError, notFound } from '../base/errors.ts';
import { runs } from '../db/schema/runs.ts';
import type { RunRow } from './queue-run.ts';
import { findRun } from './run-store.ts';
import { finishRun } from './settle-run.ts';

/**
 * Cancels the runs that match, within a transaction: those that wait are over at once, live ones are asked to stop.
 * Answers the ids of the live ones; the caller stops them after the commit.
 */
export function cancelInside(
  transaction: Transaction,
  what: { where: SQL | undefined; reason: string; ledgerReason?: string; now: number },
): string[] {
  const { tx } = transaction;
  const live: string[] = [];
  for (const run of tx
    .select()
    .from(runs)
    .where(and(isNull(runs.finishedAt), what.where))
    .all()) {
    if (run.status === 'queued' || run.status === 'retry-wait') {
      finishCancelled(transaction, run, what);
      continue;
    }
    tx.update(runs).set({ cancelRequestedAt: what.now, cancelReason: what.reason }).where(eq(runs.id, run.id)).run();
    transaction.changed('runs', run.id);
    live.push(run.id);
  }
  return live;
}

/** Ends a run that is not being executed as cancelled; the ledger says just that, or the reason given for it. */
export function finishCancelled(
  transaction: Transaction,
  run: RunRow,
  { reason, ledgerReason = 'cancelled', now }: { reason: string; ledgerReason?: string; now: number },
): void {
  const { exitCode, logLines, logBytes, warnings } = run;
  finishRun(transaction, run, {
    exitCode,
    logLines,
    logBytes,
    warnings,
    result: undefined,
    now,
    outcome: { status: 'cancelled', code: 'cancelled', reason },
    ledgerReason,
  });
}

/** Stops one run by hand. A run that is over is 409. */
export function cancelRun(
  world: { audit: Audit; clock: Clock; stop: (runId: string, reason: string) => void },
  caller: Caller,
  what: { id: string; reason?: string | undefined },
): void {
  const reason = what.reason ?? `cancelled by ${caller.context.actor.name}`;
  const live = world.audit.transact(caller.context, (transaction) => {
    const run = findRun(transaction.tx, what.id);
    if (run === undefined || !mayRead(caller.principal, run)) throw notFound('run', what.id);
    if (!mayChange(caller.principal, run)) throw new AppError('forbidden', `run ${what.id} belongs to someone else`);
    if (run.finishedAt !== null) throw new AppError('conflict', `run ${what.id} is over already: ${run.status}`);
    transaction.record({
      action: 'run.cancel',
      resource: { type: 'run', id: run.id, name: run.title },
      details: { reason, status: run.status },
    });
    return cancelInside(transaction, { where: eq(runs.id, what.id), reason, now: world.clock.now() });
  });
  for (const id of live) world.stop(id, reason);
}
