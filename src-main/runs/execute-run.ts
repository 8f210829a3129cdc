import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { coerceError } from '../base/errors.ts';
import { materializeTree } from '../scripts/tree-store.ts';
import type { Audit } from '../audit/audit.ts';
import type { Executors } from '../sandbox/executors.ts';
import { type Box, type BoxEnd, type BoxSpec, SandboxError } from '../sandbox/sandbox.ts';
import { bindBox, keepProgress, requeueRun } from './advance-run.ts';
import { makeBoxSpec } from './box-spec.ts';
import type { EndReport } from './log/control-lines.ts';
import type { LogStore } from './log/log-store.ts';
import type { RunLog } from './log/run-log.ts';
import { findRun } from './run-store.ts';
import { nameOutcome, type StopCause } from './outcome.ts';
import type { RunRow } from './queue-run.ts';
import { attemptFolders, makeAttemptFolders, readLeft, stateFile } from './run-folders.ts';
import { contextOfRun, type Leavings, readResult, settleRun } from './settle-run.ts';
import type { Supervisor } from './supervise.ts';

export interface ExecutionWorld {
  audit: Audit;
  clock: Clock;
  logger: Logger;
  logs: LogStore;
  executors: Executors;
  supervisor: Supervisor;
  /** Script trees on disk, by content. */
  treesDir: string;
  runsDir: string;
  random: () => number;
}

/** The runner stops a script itself; the supervisor gives it this much longer before it steps in. */
const supervisorMarginMs = 5_000;

/**
 * Carries one claimed attempt from `starting` to its end. Never throws for what a script or an engine does: what goes
 * wrong before the script began puts the run back into the queue with the reason, what goes wrong later is its outcome.
 */
export async function executeRun(world: ExecutionWorld, run: RunRow, nonce: string): Promise<void> {
  const { audit, clock, logger } = world;
  const choice = world.executors.choose(run.profile);
  if ('refusal' in choice) return requeueRun(audit, run, { reason: choice.refusal, now: clock.now() });

  let box: Box | undefined;
  try {
    makeAttemptFolders(attemptFolders(world.runsDir, run.id, run.attempt));
    box = await choice.sandbox.prepare(makeSpec(world, run, nonce));
    if (bindBox(audit, run, { binding: box.binding, now: clock.now() })) {
      return await attendRun(world, run, { box, journal: openJournal(world, run, nonce), elapsedMs: 0 });
    }
    requeueRun(audit, run, { reason: 'it was cancelled while its sandbox was being made', now: clock.now() });
  } catch (thrown) {
    const error = coerceError(thrown);
    logger.warn({ run: run.id, error: error.message }, 'the run could not be started');
    const isHopeless = thrown instanceof SandboxError && (thrown.kind === 'invalid' || thrown.kind === 'image-changed');
    requeueRun(audit, run, { reason: error.message, now: clock.now(), isHopeless });
  }
  await box?.dispose();
}

/** The specification of an attempt's box; equal before and after a restart. */
export function makeSpec(world: ExecutionWorld, run: RunRow, nonce: string): BoxSpec {
  return makeBoxSpec(world.audit.read, run, {
    ...attemptFolders(world.runsDir, run.id, run.attempt),
    controlNonce: nonce,
    scriptDir: materializeTree(world.audit.read, run.treeSha256, world.treesDir),
  });
}

/** The log of an attempt, and what the runner says in it. */
export interface Journal {
  log: RunLog;
  report(): EndReport | null;
}

/** Opens the log where it stands; also of an attempt that another process was watching. */
export function openJournal(world: ExecutionWorld, run: RunRow, nonce: string): Journal {
  let report: EndReport | null = null;
  const log = world.logs.open({
    runId: run.id,
    attempt: run.attempt,
    nonce,
    capBytes: run.profile.logCapMb * 1024 * 1024,
    onControl: (message) => {
      if (message.t === 'end') report = message;
      if (message.t === 'progress') keepProgress(world.audit, run.id, message);
    },
  });
  return { log, report: () => report };
}

/** Watches a box to its end and settles the attempt; shared by fresh boxes and those taken up again. */
export async function attendRun(world: ExecutionWorld, run: RunRow, attempt: { box: Box; journal: Journal; elapsedMs: number }): Promise<void> {
  const { audit, clock, logger, supervisor } = world;
  const { box, journal } = attempt;
  const deadlineMs = (run.timeoutSeconds + run.killGraceSeconds) * 1_000 + supervisorMarginMs - attempt.elapsedMs;
  const watch = supervisor.watch(run.id, { box, deadlineMs, killGraceSeconds: run.killGraceSeconds });
  try {
    const end = await box.run(journal.log);
    if (watch.isDetached()) return;
    await settleAttempt(world, run, { end, journal, stopped: watch.cause() });
  } catch (thrown) {
    if (watch.isDetached()) return;
    const error = coerceError(thrown);
    logger.warn({ run: run.id, error: error.message }, 'the script was not begun');
    journal.log.close();
    requeueRun(audit, run, { reason: error.message, now: clock.now() });
  } finally {
    watch.end();
    if (!watch.isDetached()) await box.dispose();
  }
}

/** Stores how an attempt ended: its last lines, what it left in /out, its outcome. */
export async function settleAttempt(world: ExecutionWorld, run: RunRow, ended: { end: BoxEnd; journal: Journal; stopped: StopCause }): Promise<void> {
  const { audit, clock, random } = world;
  const { outDir } = attemptFolders(world.runsDir, run.id, run.attempt);
  const { lines, bytes } = await ended.journal.log.endAttempt();
  const { result, warning } = readResult(await readLeft(outDir, 'result.json', 2 * 1024 * 1024));
  const state = await readLeft(outDir, stateFile, 64 * 1024);
  const outcome = nameOutcome({
    end: ended.end,
    report: ended.journal.report(),
    stopped: ended.stopped,
    timeoutSeconds: run.timeoutSeconds,
    memoryMb: run.profile.memoryMb,
  });
  if (warning !== undefined) outcome.warnings.push(warning);
  const leavings: Leavings = { result, state, logLines: lines, logBytes: bytes };
  audit.transact(contextOfRun(run), (transaction) => settleRun(transaction, run.id, { outcome, leavings, now: clock.now(), random }));
  if (findRun(audit.read, run.id)?.finishedAt !== null) world.logs.complete(run.id);
}
