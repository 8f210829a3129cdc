import { and, eq, sql } from 'drizzle-orm';
import type { Audit, AuditContext, Transaction } from '../audit/audit.ts';
import type { WriteDb } from '../db/database.ts';
import { agents } from '../db/schema/agents.ts';
import { attempts, runHours, runs } from '../db/schema/runs.ts';
import { publishInside } from '../events/event-store.ts';
import { runEnded } from '../events/system-events.ts';
import { nextAttempt } from '../jobs/policy/retry.ts';
import type { Leavings } from './leavings.ts';
import type { Outcome } from './outcome.ts';
import type { RunRow } from './queue-run.ts';
import { findRun } from './run-store.ts';
import { settleOccurrence } from './settle-occurrence.ts';
import { tripBreaker } from './trip-breaker.ts';
import { passTurn } from './waiting-clock.ts';

interface Ending {
  outcome: Outcome;
  leavings: Pick<Leavings, 'result' | 'state'> & { logLines: number; logBytes: number };
  /** How long the script ran by a clock that never jumps; null when this process did not see its beginning. */
  elapsedMs: number | null;
  now: number;
  random: () => number;
}

/**
 * Ends an attempt: its row, then either the wait for the next one or the final state of the run with its one audit
 * entry. One transaction either way. Throws for a run that is final already: it stays as it is.
 */
export function settleRun(audit: Audit, runId: string, ending: Ending): void {
  const run = findRun(audit.read, runId);
  if (run === undefined || run.finishedAt !== null) {
    throw new Error(`run ${runId}: expected a live one to settle, it is ${run?.status ?? 'not there'}`);
  }
  const { outcome, leavings, now, elapsedMs } = ending;
  const { exitCode } = outcome;
  const { logLines, logBytes, result } = leavings;
  const left = { exitCode, logLines, logBytes, warnings: [...run.warnings, ...outcome.warnings] };
  const delayMs = untilNextAttemptMs(run, ending);
  if (delayMs === null) {
    audit.transact(contextOfRun(run), (transaction) => {
      endAttempt(transaction.tx, run, ending);
      // The time between attempts is known by the wall clock alone
      finishRun(transaction, run, { ...left, outcome, result, now, elapsedMs: run.attempt === 1 ? elapsedMs : null });
    });
    return;
  }
  audit.write('a run moves on', ({ tx, changed }) => {
    endAttempt(tx, run, ending);
    const reason = `${outcome.reason}; attempt ${run.attempt + 1} of ${run.retry.max + 1} in ${Math.round(delayMs / 1_000)} s`;
    tx.update(runs)
      .set({ ...left, status: 'retry-wait', reason, readyAt: now + delayMs, waitsSince: now + delayMs })
      .where(eq(runs.id, runId))
      .run();
    changed('runs', runId);
  });
}

/** Null when there is to be no other attempt. */
function untilNextAttemptMs(run: RunRow, { outcome, now, random }: Ending): number | null {
  if (run.cancelRequestedAt !== null) return null;
  const decision = nextAttempt({
    policy: run.retry,
    attempt: run.attempt,
    outcome: outcome.status,
    code: outcome.code,
    exitCode: outcome.exitCode,
    exceptionClass: outcome.exceptionClass,
    firstStartedAt: run.startedAt,
    now,
    random,
  });
  return 'delayMs' in decision ? decision.delayMs : null;
}

function endAttempt(tx: WriteDb, run: RunRow, { outcome, leavings, now }: Ending): void {
  tx.update(attempts)
    .set({
      finishedAt: now,
      exitCode: outcome.exitCode,
      outcome: outcome.status,
      code: outcome.code,
      reason: outcome.reason,
      oomKilled: outcome.oomKilled,
      peakMemoryBytes: outcome.peakMemoryBytes,
      cpuSeconds: outcome.cpuSeconds,
    })
    .where(and(eq(attempts.runId, run.id), eq(attempts.number, run.attempt)))
    .run();
  if (run.agentId === null || leavings.state === undefined) return;
  tx.update(agents).set({ state: leavings.state }).where(eq(agents.id, run.agentId)).run();
}

/** The last step of every run, also of one that never started; told as an event too, which may start others. */
export function finishRun(
  transaction: Transaction,
  run: RunRow,
  end: Pick<RunRow, 'exitCode' | 'logLines' | 'logBytes' | 'warnings'> & {
    outcome: Pick<Outcome, 'status' | 'code' | 'reason'>;
    result: unknown;
    now: number;
    elapsedMs?: number | null;
    /** Of the instant of a run that never started; else the code of the run. */
    ledgerReason?: string;
  },
): void {
  const { tx, record } = transaction;
  const { outcome, result, now, elapsedMs = null, ledgerReason = outcome.code, ...left } = end;
  const durationMs = run.startedAt === null ? null : (elapsedMs ?? Math.max(0, now - run.startedAt));
  tx.update(runs)
    .set({
      ...left,
      status: outcome.status,
      code: outcome.code,
      reason: outcome.reason,
      result: result ?? null,
      finishedAt: now,
      durationMs,
    })
    .where(eq(runs.id, run.id))
    .run();
  tx.insert(runHours)
    .values({
      hour: Math.floor(now / 3_600_000),
      status: outcome.status,
      durationBucket: Math.floor(Math.log2(Math.max(1, durationMs ?? 1))),
      count: 1,
    })
    .onConflictDoUpdate({
      target: [runHours.hour, runHours.status, runHours.durationBucket],
      set: { count: sql`${runHours.count} + 1` },
    })
    .run();
  if (run.startedAt === null) {
    const ledger =
      run.replacedBy === null
        ? { outcome: 'cancelled' as const, reason: ledgerReason, cause: outcome.reason }
        : { outcome: 'replaced' as const, reason: 'overlap', cause: `run ${run.replacedBy} took its place` };
    settleOccurrence(tx, run, ledger);
  }
  passTurn(tx, run, now);
  record({
    action: 'run.finish',
    resource: { type: 'run', id: run.id, name: run.title },
    outcome: outcome.status === 'succeeded' ? 'ok' : 'failed',
    details: {
      status: outcome.status,
      code: outcome.code,
      reason: outcome.reason,
      exitCode: left.exitCode,
      attempts: run.attempt,
      durationMs,
      jobId: run.jobId,
      scriptVersion: run.scriptVersion,
      origin: run.originReason,
    },
  });
  const { status, code, reason } = outcome;
  tripBreaker(transaction, run, { status: outcome.status, now });
  publishInside(transaction, runEnded(run, { status, code, reason, exitCode: left.exitCode, durationMs, result }), now);
}

/** A run acts as its agent; one without an agent as the person who asked for it. */
export function contextOfRun(run: RunRow): AuditContext {
  const actor =
    run.agentId === null
      ? { type: 'user' as const, id: run.ownerId, name: run.requestedBy ?? run.title }
      : { type: 'agent' as const, id: run.agentId, name: run.title };
  return { actor, via: 'scheduler', requestId: run.id };
}
