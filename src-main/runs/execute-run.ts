import { setTimeout as delay } from 'node:timers/promises';
import type { Audit } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { coerceError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Executors } from '../sandbox/executors.ts';
import { type Box, type BoxEnd, type BoxSpec, SandboxError } from '../sandbox/sandbox.ts';
import { materializeTree } from '../scripts/tree-store.ts';
import { bindBox, requeueRun } from './advance-run.ts';
import { makeBoxSpec } from './box-spec.ts';
import { type Journal, openJournal } from './journal.ts';
import { readLeavings } from './leavings.ts';
import type { LogStore } from './log/log-store.ts';
import { nameOutcome, type StopCause } from './outcome.ts';
import type { RunRow } from './queue-run.ts';
import { attemptFolders, makeAttemptFolders } from './run-folders.ts';
import { findRun } from './run-store.ts';
import { settleRun } from './settle-run.ts';
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
  /** Aborted when the host stops: nothing is begun from then on. */
  stopping: AbortSignal;
}

/** An attempt whose box is bound to it and whose script may be let go. */
export interface BegunAttempt {
  box: Box;
  journal: Journal;
}

/** The runner stops a script itself; the supervisor gives it this much longer before it steps in. */
const supervisorMarginMs = 5_000;
/** What cannot be stored, on a full disk say, is tried again this often. */
const storeAgainMs = 2_000;

/**
 * Carries one claimed attempt from `starting` to its end. Never fails for what a script or an engine does: what goes
 * wrong before the script began puts the run back into the queue with the reason, what goes wrong later is its outcome.
 * `begun` settles when nothing of it is half made any more, `ended` when it is over or left to the next host.
 */
export function executeRun(
  world: ExecutionWorld,
  run: RunRow,
  nonce: string,
): { begun: Promise<unknown>; ended: Promise<void> } {
  const begun = beginRun(world, run, nonce);
  const ended = begun.then((attempt) => (attempt === undefined ? undefined : attendRun(world, run, attempt)));
  return { begun, ended };
}

/** Makes the box and commits that it is this attempt's; undefined when the run went back into the queue. */
async function beginRun(world: ExecutionWorld, run: RunRow, nonce: string): Promise<BegunAttempt | undefined> {
  const { audit, clock, executors, stopping } = world;
  const choice = executors.choose(run.profile);
  let box: Box | undefined;
  let failure: { reason: string; isHopeless?: boolean };
  try {
    if ('refusal' in choice) failure = { reason: choice.refusal };
    else {
      makeAttemptFolders(attemptFolders(world.runsDir, run.id, run.attempt));
      box = await choice.sandbox.prepare(makeSpec(world, run, nonce));
      if (stopping.aborted) failure = { reason: 'the host was stopped before its script began' };
      else if (bindBox(audit, run, { binding: box.binding, now: clock.now() }))
        return { box, journal: openJournal(world, run, nonce) };
      else failure = { reason: 'it was cancelled while its sandbox was being made' };
    }
  } catch (thrown) {
    failure = explainFailure(thrown);
  }
  await box?.dispose(); // first: who waits for this key must not meet a box that still exists
  await putBack(world, run, failure);
  return undefined;
}

/** The specification of an attempt's box; equal before and after a restart. */
export function makeSpec(world: ExecutionWorld, run: RunRow, nonce: string): BoxSpec {
  return makeBoxSpec(world.audit.read, run, {
    ...attemptFolders(world.runsDir, run.id, run.attempt),
    controlNonce: nonce,
    scriptDir: materializeTree(world.audit.read, run.treeSha256, world.treesDir),
  });
}

/**
 * Lets the script go (or takes it up again), watches it to its end and settles the attempt. The deadline counts from
 * here also for a box taken up again: only the runner knows the time it had without suspension (reliability row D13),
 * this is the stop behind it.
 */
export async function attendRun(world: ExecutionWorld, run: RunRow, { box, journal }: BegunAttempt): Promise<void> {
  const { audit, clock, supervisor } = world;
  const deadlineMs = (run.timeoutSeconds + run.killGraceSeconds) * 1_000 + supervisorMarginMs;
  const watch = supervisor.watch(run.id, { box, deadlineMs, killGraceSeconds: run.killGraceSeconds });
  try {
    // A cancel that came when there was nothing to stop yet
    const reason = findRun(audit.read, run.id)?.cancelReason ?? null;
    if (reason !== null && box.wasStarted) supervisor.stop(run.id, { kind: 'cancel', reason });
    const beganAt = clock.monotonic();
    const ended =
      reason !== null && !box.wasStarted ? new Error(reason) : await box.run(journal.log).catch(coerceError);
    if (watch.isDetached()) return;
    if (ended instanceof Error) {
      journal.close();
      await box.dispose();
      await putBack(world, run, explainFailure(ended));
      return;
    }
    const elapsedMs = box.wasStarted ? null : Math.round(clock.monotonic() - beganAt);
    const isStored = await settleAttempt(world, run, { end: ended, journal, stopped: watch.cause(), elapsedMs });
    // Kept until its end is stored: should we die before, the next host finds it
    if (isStored) await box.dispose();
  } finally {
    watch.end();
  }
}

/**
 * Stores how an attempt ended: its last lines, what it left in /out, its outcome. False when that was not possible
 * until the host stopped; the next one will find the box, or know that it is lost.
 */
export async function settleAttempt(
  world: ExecutionWorld,
  run: RunRow,
  ended: { end: BoxEnd; journal: Journal; stopped: StopCause; elapsedMs: number | null },
): Promise<boolean> {
  const { audit, clock, random } = world;
  const { journal, elapsedMs } = ended;
  const { lines, bytes } = await journal.endAttempt();
  const { warnings, ...left } = await readLeavings(attemptFolders(world.runsDir, run.id, run.attempt).outDir);
  const outcome = nameOutcome({
    end: ended.end,
    report: journal.report(),
    stopped: ended.stopped,
    timeoutSeconds: run.timeoutSeconds,
    memoryMb: run.profile.memoryMb,
  });
  outcome.warnings.push(...warnings);
  const leavings = { ...left, logLines: lines, logBytes: bytes };
  return storeAtLast(world, run, () =>
    settleRun(audit, run.id, { outcome, leavings, elapsedMs, now: clock.now(), random }),
  );
}

/** Back into the queue, as `requeueRun` decides. */
export function putBack(
  world: ExecutionWorld,
  run: RunRow,
  failure: { reason: string; isHopeless?: boolean },
): Promise<boolean> {
  world.logger.warn({ run: run.id, reason: failure.reason }, 'the script was not begun');
  return storeAtLast(world, run, () => requeueRun(world.audit, run, { ...failure, now: world.clock.now() }));
}

/**
 * What became of a live run must not be lost because a disk is full for a while: stores until it worked, answers
 * false when the host stops first. A script is never run again for want of a place to write that it ran.
 */
async function storeAtLast(
  { audit, logger, stopping }: ExecutionWorld,
  run: RunRow,
  store: () => void,
): Promise<boolean> {
  for (;;) {
    try {
      store();
      return true;
    } catch (thrown) {
      logger.error(
        { run: run.id, error: coerceError(thrown) },
        'what became of a run could not be stored; trying again',
      );
      if (stopping.aborted) return false;
      if (findRun(audit.read, run.id)?.finishedAt !== null) return true; // stored after all, or nothing to store
    }
    await delay(storeAgainMs, undefined, { signal: stopping }).catch(() => {});
  }
}

function explainFailure(thrown: unknown): { reason: string; isHopeless: boolean } {
  const isHopeless = thrown instanceof SandboxError && (thrown.kind === 'invalid' || thrown.kind === 'image-changed');
  return { reason: coerceError(thrown).message, isHopeless };
}
