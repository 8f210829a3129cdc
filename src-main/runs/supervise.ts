import { setTimeout as delay } from 'node:timers/promises';
import type { Executor } from '#contract/profile.ts';
import type { Logger } from '../base/logger.ts';
import type { Box } from '../sandbox/sandbox.ts';
import type { StopCause } from './outcome.ts';

/** Knows the boxes that are alive in this process, and stops them: on request, or when their time is up. */
export interface Supervisor {
  watch(runId: string, options: { box: Box; deadlineMs: number; killGraceSeconds: number }): Watch;
  /** SIGTERM, grace, SIGKILL, until it is over. False when no box of that run is alive here. */
  stop(runId: string, cause: NonNullable<StopCause>): boolean;
  live(): { runId: string; executor: Executor }[];
  /** Settles when none of these runs is alive here any more. */
  ended(runIds: readonly string[]): Promise<void>;
  /** Lets all boxes go on without us: nothing they do from now on is settled by this process. */
  detach(): void;
}

export interface Watch {
  /** Why we stopped it; null when it ended by itself. */
  cause(): StopCause;
  isDetached(): boolean;
  end(): void;
}

interface Watched {
  box: Box;
  killGraceSeconds: number;
  cause: StopCause;
  over: PromiseWithResolvers<void>;
  isOver: boolean;
  timer: NodeJS.Timeout;
}

/** A box that is not over this long after it was stopped is stopped again: it may not have been started yet. */
const stopAgainMs = 1_000;

export function makeSupervisor(logger: Logger): Supervisor {
  const live = new Map<string, Watched>();
  let isDetached = false;

  function stop(runId: string, cause: NonNullable<StopCause>): boolean {
    const watched = live.get(runId);
    if (watched === undefined) return false;
    if (watched.cause !== null) return true;
    watched.cause = cause;
    void stopUntilOver(runId, watched);
    return true;
  }

  /** A stop can fail, or come before the script was let go; only the end of the box counts. */
  async function stopUntilOver(runId: string, watched: Watched): Promise<void> {
    while (!watched.isOver && !isDetached) {
      await watched.box
        .stop(watched.killGraceSeconds)
        .catch((error: unknown) => logger.error({ run: runId, error }, 'the run could not be stopped; trying again'));
      await Promise.race([watched.over.promise, delay(stopAgainMs, undefined, { ref: false })]);
    }
  }

  return {
    stop,
    detach: () => {
      isDetached = true;
      // A deadline that is not ours any more must not keep the process from ending
      for (const { timer } of live.values()) clearTimeout(timer);
    },
    live: () => [...live].map(([runId, { box }]) => ({ runId, executor: box.binding.executor })),
    ended: async (runIds) => {
      await Promise.all(runIds.map((runId) => live.get(runId)?.over.promise));
    },
    watch: (runId, { box, deadlineMs, killGraceSeconds }) => {
      // At most a day (contract), so never beyond what a timer can hold (reliability row D8)
      const timer = setTimeout(() => stop(runId, { kind: 'timeout' }), deadlineMs);
      const watched: Watched = {
        box,
        killGraceSeconds,
        cause: null,
        over: Promise.withResolvers(),
        isOver: false,
        timer,
      };
      live.set(runId, watched);
      return {
        cause: () => watched.cause,
        isDetached: () => isDetached,
        end: () => {
          clearTimeout(timer);
          live.delete(runId);
          watched.isOver = true;
          watched.over.resolve();
        },
      };
    },
  };
}
