import { setTimeout as delay } from 'node:timers/promises';
import type { watchMachine } from './events/watch-machine.ts';
import { type Chore, keepHouse } from './housekeeping.ts';
import type { openImageKeeper } from './open-image-keeper.ts';
import type { Scheduling } from './open-schedule.ts';
import type { ExecutionWorld } from './runs/execute-run.ts';
import { recoverRuns, sweepBoxes } from './runs/recover-runs.ts';
import type { Worker } from './runs/worker.ts';
import { findUnarmed } from './schedule/self-check.ts';
import type { Facts } from './settings/settings.ts';

/** How long an end may take before what is left is let go (api.md "serve"). */
const endWithinMs = 8_000;
/** The doors open first and answer: asking executors loads an engine's client and starts processes (bench start-up). */
const headStartMs = 300;
/** Executors that do not answer are asked again this often. */
const askExecutorsEveryMs = 30_000;
/** Every five minutes (reliability row C12). */
const askingsPerSweep = 10;

/** What an app does by itself. */
export interface AppLife {
  /** Resolves when the executors have been asked for the first time, and left-over runs are being taken up. */
  ready: Promise<void>;
  /**
   * To be asked once the world is stopping: nothing new starts, containers are left for the next host, or stopped with
   * all else. Resolves when that is done.
   */
  end(stopRuns: boolean): Promise<void>;
}

/** Begins it: a command carries out runs alone, a host recovers, ticks and looks after itself too. */
export function beginLife({
  role,
  world,
  runWorker,
  schedule: { ticker, conditions },
  machine,
  images,
  facts,
  chores,
}: {
  role: 'host' | 'command';
  world: ExecutionWorld;
  runWorker: Worker;
  schedule: Pick<Scheduling, 'ticker' | 'conditions'>;
  machine: ReturnType<typeof watchMachine>;
  images: ReturnType<typeof openImageKeeper>;
  facts: Facts;
  chores: readonly Chore[];
}): AppLife {
  const { audit, clock, logger, executors, supervisor, stopping: signal } = world;
  const ready = begin();
  ready.catch((error: unknown) => logger.error({ error }, 'starting failed'));

  async function begin(): Promise<void> {
    if (role === 'host') await delay(headStartMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    await executors.refresh();
    if (signal.aborted) return;
    if (role === 'host') await beginHosting();
    runWorker.start(); // not before: what it claimed would look like a run left over
  }

  async function beginHosting(): Promise<void> {
    for (const adoption of await recoverRuns(world))
      adoption.then(runWorker.poke, (error: unknown) => logger.error({ error }, 'a run could not be taken up'));
    machine.start();
    ticker.start();
    conditions.start();
    for (const unarmed of findUnarmed(audit.read, clock.now()))
      logger.error(unarmed, 'an active job is not armed: nothing of it will fire');
    void keepAsking();
    void lookForImage();
    void keepHouse(chores, { facts, clock, logger, signal });
  }

  /** Engines come and go; those that do not answer now may later, and may then hold boxes nobody waits for. */
  async function keepAsking(): Promise<void> {
    for (let times = 1; !signal.aborted; times++) {
      await delay(askExecutorsEveryMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      await executors.refresh().catch((error: unknown) => logger.warn({ error }, 'executors could not be asked'));
      await lookForImage();
      if (times % askingsPerSweep === 0)
        await sweepBoxes(world).catch((error: unknown) => logger.warn({ error }, 'could not look for boxes left over'));
    }
  }

  async function lookForImage(): Promise<void> {
    await images.look().catch((error: unknown) => logger.warn({ error }, 'the sandbox image could not be looked for'));
  }

  async function endRuns(stopRuns: boolean, untilLetGo: Promise<void>): Promise<void> {
    const ends = supervisor
      .live()
      .filter(({ executor }) => stopRuns || (executor !== 'docker' && executor !== 'podman'));
    for (const { runId, executor } of ends) {
      const reason = stopRuns
        ? 'stopped together with the host'
        : `Automa was shut down, and with it the ${executor} sandbox`;
      supervisor.stop(runId, stopRuns ? { kind: 'cancel', reason } : { kind: 'host-ended', reason });
    }
    await Promise.race([supervisor.ended(ends.map(({ runId }) => runId)), untilLetGo]);
    supervisor.detach();
  }

  return {
    ready,
    end: async (stopRuns) => {
      const untilLetGo = delay(endWithinMs, undefined, { ref: false });
      ticker.stop();
      conditions.stop();
      const built = images.close();
      const drained = runWorker.drain();
      await Promise.race([Promise.allSettled([ready, drained, built]), untilLetGo]);
      await endRuns(stopRuns, untilLetGo);
    },
  };
}
