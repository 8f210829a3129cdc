import { setTimeout as delay } from 'node:timers/promises';
import { coerceError } from '../base/errors.ts';
import { attemptKey, type Binding, type Box, type BoxEnd } from '../sandbox/sandbox.ts';
import { attendRun, type ExecutionWorld, makeSpec, putBack, settleAttempt } from './execute-run.ts';
import { openJournal } from './journal.ts';
import type { StopCause } from './outcome.ts';
import type { RunRow } from './queue-run.ts';
import { type AttemptRow, findRun, listAttempts, listLiveRuns } from './run-store.ts';

/** How long to wait before an engine that does not answer is asked for our box again. */
const askAgainMs = 5_000;
/** An engine that is away for longer tells nobody any more how the run ended; so long a live box waits for it too. */
const engineAwayMs = 600_000;

interface LeftRun {
  run: RunRow;
  attempt: AttemptRow;
  binding: Binding;
}

/**
 * What a process before this one left: each run it had begun is put back (its box was never bound to it), taken up
 * again (its box outlived us) or lost (it could not). Runs before anything new is claimed. Answers the adoptions
 * under way.
 */
export async function recoverRuns(world: ExecutionWorld): Promise<Promise<void>[]> {
  const { audit, logger } = world;
  const bound: LeftRun[] = [];
  for (const run of listLiveRuns(audit.read)) {
    if (run.status !== 'starting' && run.status !== 'running') continue;
    const attempt = listAttempts(audit.read, [run.id]).find(({ number }) => number === run.attempt);
    if (attempt?.boxId && attempt.executor !== null) {
      bound.push({
        run,
        attempt,
        binding: {
          executor: attempt.executor,
          id: attempt.boxId,
          imageDigest: run.imageDigest,
          unenforced: run.unenforced,
        },
      });
    } else await putBack(world, run, { reason: 'the host ended before the script began' });
  }
  await sweepBoxes(world).catch((error: unknown) =>
    logger.warn({ error: coerceError(error) }, 'could not look for boxes left over'),
  );
  return bound.map((left) => takeUp(world, left));
}

/** Removes what the engines hold of this instance without a live run (reliability row C12). */
export function sweepBoxes({ audit, executors }: ExecutionWorld): Promise<void> {
  return executors.sweep({
    has: (key) => {
      const [runId = '', number] = key.split('/');
      const run = findRun(audit.read, runId);
      return (
        run !== undefined &&
        run.attempt === Number(number) &&
        attemptKey(runId, run.attempt) === key &&
        (run.status === 'starting' || run.status === 'running')
      );
    },
  });
}

async function takeUp(world: ExecutionWorld, left: LeftRun): Promise<void> {
  const { logger, stopping } = world;
  const { run, attempt, binding } = left;
  const journal = openJournal(world, run, attempt.nonce);
  const found = await findBox(world, left, journal.log.resume());
  if (stopping.aborted) return journal.close();
  if (found === 'gone' || found === 'unknown') {
    const stopped = cancelOf(findRun(world.audit.read, run.id));
    await settleAttempt(world, run, { end: lostWith(binding, found), journal, stopped, elapsedMs: null });
    return;
  }
  if (!found.wasStarted) {
    journal.close();
    await found.dispose();
    await putBack(world, run, { reason: 'the host ended before the script began' });
    return;
  }
  logger.info({ run: run.id, box: binding.id }, 'taken up again');
  await attendRun(world, run, { box: found, journal });
}

/** Asks the executor until it answers; `unknown` when it stays away. */
async function findBox(
  world: ExecutionWorld,
  { run, attempt, binding }: LeftRun,
  resume: { stdoutBytes: number; stderrBytes: number },
): Promise<Box | 'gone' | 'unknown'> {
  const { clock, executors, logger, stopping } = world;
  const untilMs = clock.monotonic() + engineAwayMs;
  while (!stopping.aborted && clock.monotonic() < untilMs) {
    try {
      return (
        (await executors.find(binding.executor)?.adopt(binding, makeSpec(world, run, attempt.nonce), resume)) ?? 'gone'
      );
    } catch (thrown) {
      logger.warn(
        { run: run.id, error: coerceError(thrown).message },
        'the engine cannot say what became of a run; asking again',
      );
      await delay(askAgainMs, undefined, { signal: stopping }).catch(() => {});
    }
  }
  return 'unknown';
}

function cancelOf(run: RunRow | undefined): StopCause {
  return run?.cancelReason ? { kind: 'cancel', reason: run.cancelReason } : null;
}

function lostWith({ executor }: Binding, why: 'gone' | 'unknown'): BoxEnd {
  const isEngine = executor === 'docker' || executor === 'podman';
  const gone = isEngine ? `its container is gone from ${executor}` : `the ${executor} sandbox ended with the host`;
  const detail = why === 'gone' ? gone : `${executor} does not answer, so nobody can tell what became of its container`;
  return {
    exitCode: null,
    signal: null,
    oomKilled: false,
    trouble: { code: 'host-died', detail },
    peakMemoryBytes: null,
    cpuSeconds: null,
  };
}
