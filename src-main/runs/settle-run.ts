import { and, eq, isNull, sql } from 'drizzle-orm';
import type { AuditContext, Transaction } from '../audit/audit.ts';
import { canonicalJson } from '../audit/canonical-json.ts';
import { nextAttempt } from '../jobs/policy/retry.ts';
import { agents } from '../db/schema/agents.ts';
import { occurrences } from '../db/schema/jobs.ts';
import { attempts, runHours, runs } from '../db/schema/runs.ts';
import { findRun } from './run-store.ts';
import type { Outcome } from './outcome.ts';
import type { RunRow } from './queue-run.ts';

/** What an attempt left behind besides its end. */
export interface Leavings {
  result: unknown;
  /** JSON text for the agent's next run. */
  state: string | undefined;
  logLines: number;
  logBytes: number;
}

/**
 * Ends an attempt: its row, then either the wait for the next one or the final state of the run with its one audit
 * entry. A run that is final already stays as it is.
 */
export function settleRun(
  transaction: Transaction,
  runId: string,
  ending: { outcome: Outcome; leavings: Leavings; now: number; random: () => number },
): void {
  const { tx } = transaction;
  const run = findRun(tx, runId);
  if (run === undefined || run.finishedAt !== null) throw new Error(`run ${runId}: expected a live one to settle, it is ${run?.status ?? 'not there'}`);
  const { outcome, leavings, now } = ending;

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
    .where(and(eq(attempts.runId, runId), eq(attempts.number, run.attempt)))
    .run();
  if (run.agentId !== null && leavings.state !== undefined) tx.update(agents).set({ state: leavings.state }).where(eq(agents.id, run.agentId)).run();

  const decision = nextAttempt({
    policy: run.retry,
    attempt: run.attempt,
    outcome: outcome.status,
    code: outcome.code,
    exitCode: outcome.exitCode,
    exceptionClass: outcome.exceptionClass,
    firstStartedAt: run.startedAt,
    now,
    random: ending.random,
  });
  const left = { exitCode: outcome.exitCode, logLines: leavings.logLines, logBytes: leavings.logBytes, warnings: [...run.warnings, ...outcome.warnings] };
  if ('delayMs' in decision && run.cancelRequestedAt === null) {
    const seconds = Math.round(decision.delayMs / 1_000);
    const reason = `${outcome.reason}; attempt ${run.attempt + 1} of ${run.retry.max + 1} in ${seconds} s`;
    tx.update(runs).set({ ...left, status: 'retry-wait', reason, readyAt: now + decision.delayMs }).where(eq(runs.id, runId)).run();
    transaction.changed('runs', runId);
    return;
  }
  finishRun(transaction, run, { ...left, outcome, result: leavings.result, now });
}

/** The last step of every run, also of one that never started. */
export function finishRun(
  { tx, record }: Transaction,
  run: RunRow,
  end: Pick<RunRow, 'exitCode' | 'logLines' | 'logBytes' | 'warnings'> & { outcome: Pick<Outcome, 'status' | 'code' | 'reason'>; result: unknown; now: number },
): void {
  const { outcome, result, now, ...left } = end;
  const durationMs = run.startedAt === null ? null : Math.max(0, now - run.startedAt);
  tx.update(runs)
    .set({ ...left, status: outcome.status, code: outcome.code, reason: outcome.reason, result: result ?? null, finishedAt: now, durationMs })
    .where(eq(runs.id, run.id))
    .run();
  tx.insert(runHours)
    .values({ hour: Math.floor(now / 3_600_000), status: outcome.status, durationBucket: Math.floor(Math.log2(Math.max(1, durationMs ?? 1))), count: 1 })
    .onConflictDoUpdate({ target: [runHours.hour, runHours.status, runHours.durationBucket], set: { count: sql`${runHours.count} + 1` } })
    .run();
  if (run.startedAt === null) {
    const ledger = { outcome: 'cancelled' as const, reason: outcome.code, cause: outcome.reason };
    tx.update(occurrences).set(ledger).where(and(eq(occurrences.runId, run.id), eq(occurrences.outcome, 'pending'), isNull(occurrences.until))).run();
  }
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
}

/** A run acts as its agent; one without an agent as the person who asked for it. */
export function contextOfRun(run: RunRow): AuditContext {
  const actor =
    run.agentId === null
      ? { type: 'user' as const, id: run.ownerId, name: run.requestedBy ?? run.title }
      : { type: 'agent' as const, id: run.agentId, name: run.title };
  return { actor, via: 'scheduler', requestId: run.id };
}

/** Results beyond this are left in /out, where they can be downloaded. */
const maxResultBytes = 1024 * 1024;

/** The result as it is stored with the run, or why it is not. */
export function readResult(text: string | undefined): { result: unknown; warning?: string } {
  if (text === undefined) return { result: undefined };
  if (Buffer.byteLength(text) > maxResultBytes) return { result: undefined, warning: 'result.json is larger than 1 MiB; it is among the artifacts' };
  try {
    const result: unknown = JSON.parse(text);
    canonicalJson(result); // refuses what nests too deep for JSON here
    return { result };
  } catch {
    return { result: undefined, warning: 'result.json is not valid JSON' };
  }
}
