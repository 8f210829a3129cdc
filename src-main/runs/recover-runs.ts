import { setTimeout as delay } from 'node:timers/promises';
import { coerceError } from '../base/errors.ts';
import { attemptKey, type Binding, type BoxEnd } from '../sandbox/sandbox.ts';
import { requeueRun } from './advance-run.ts';
import { attendRun, type ExecutionWorld, makeSpec, openJournal, settleAttempt } from './execute-run.ts';
import type { RunRow } from './queue-run.ts';
import { type AttemptRow, findRun, listAttempts, listLiveRuns } from './run-store.ts';

/** How long to wait before an engine that does not answer is asked for our box again. */
const askAgainMs = 5_000;

/**
 * What a process before this one left: each run it had begun is put back (its box never got a name), taken up again
 * (its box outlived us) or lost (it could not). Runs before anything new is claimed. Answers the adoptions under way.
 */
export async function recoverRuns(world: ExecutionWorld, signal: AbortSignal): Promise<Promise<void>[]> {
  const { audit, clock, logger } = world;
  const begun = listLiveRuns(audit.read).filter(({ status }) => status === 'starting' || status === 'running');
  const attempts = new Map(listAttempts(audit.read, begun.map(({ id }) => id)).map((row) => [attemptKey(row.runId, row.number), row]));
  const bound: { run: RunRow; attempt: AttemptRow; binding: Binding }[] = [];

  for (const run of begun) {
    const attempt = attempts.get(attemptKey(run.id, run.attempt));
    if (attempt?.boxId && attempt.executor !== null) {
      bound.push({ run, attempt, binding: { executor: attempt.executor, id: attempt.boxId, imageDigest: run.imageDigest, unenforced: run.unenforced } });
    } else {
      logger.info({ run: run.id }, 'put back into the queue: the host died before its script began');
      requeueRun(audit, run, { reason: 'the host ended before the script began', now: clock.now() });
    }
  }
  const keep = new Set(bound.map(({ run }) => attemptKey(run.id, run.attempt)));
  await world.executors.sweep(keep).catch((error: unknown) => logger.warn({ error }, 'could not look for boxes left over'));
  return bound.map((found) => takeUp(world, found, signal));
}

async function takeUp(world: ExecutionWorld, found: { run: RunRow; attempt: AttemptRow; binding: Binding }, signal: AbortSignal): Promise<void> {
  const { audit, clock, logger, supervisor } = world;
  const { run, attempt, binding } = found;
  const sandbox = world.executors.find(binding.executor);
  const journal = openJournal(world, run, attempt.nonce);
  while (!signal.aborted) {
    try {
      const box = await sandbox?.adopt(binding, makeSpec(world, run, attempt.nonce), journal.log.resume());
      if (box === undefined) return await settleAttempt(world, run, { end: lostWith(binding), journal, stopped: null });
      if (!box.wasStarted) {
        journal.log.close();
        await box.dispose();
        return requeueRun(audit, run, { reason: 'the host ended before the script began', now: clock.now() });
      }
      logger.info({ run: run.id, box: binding.id }, 'taken up again');
      const elapsedMs = Math.max(0, clock.now() - (attempt.startedAt ?? clock.now()));
      const attended = attendRun(world, run, { box, journal, elapsedMs });
      const reason = findRun(audit.read, run.id)?.cancelReason;
      if (reason) supervisor.stop(run.id, { kind: 'cancel', reason });
      return await attended;
    } catch (thrown) {
      logger.warn({ run: run.id, error: coerceError(thrown).message }, 'the engine cannot say what became of a run; asking again');
      await delay(askAgainMs, undefined, { signal }).catch(() => {});
    }
  }
  journal.log.close();
}

function lostWith({ executor }: Binding): BoxEnd {
  const isEngine = executor === 'docker' || executor === 'podman';
  const detail = isEngine ? `its container is gone from ${executor}` : `the ${executor} sandbox ended with the host`;
  return { exitCode: null, signal: null, oomKilled: false, trouble: { code: 'host-died', detail }, peakMemoryBytes: null, cpuSeconds: null };
}
