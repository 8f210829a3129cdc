import { randomBytes } from 'node:crypto';
import { and, gt, isNotNull, min } from 'drizzle-orm';
import { coerceError } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { runs } from '../db/schema/runs.ts';
import { failUnstarted } from './advance-run.ts';
import { finishCancelled } from './cancel-run.ts';
import { claimRun } from './claim-run.ts';
import { type ExecutionWorld, executeRun } from './execute-run.ts';
import { findHold } from './hold-store.ts';
import { contextOfRun } from './settle-run.ts';
import { findNextStartBy, isWaiting, listOverdue } from './waiting-clock.ts';

/** Starts what waits, while there are slots. */
export interface Worker {
  /** Claims from now on. Not before what a former process left has been looked at. */
  start(): void;
  /** Something may have become startable. Called after commits, by timers and by the engines; cheap and repeatable. */
  poke(): void;
  /** Claims nothing from now on; settles when nothing is half begun any more. */
  drain(): Promise<void>;
}

/** Waiting runs are looked at again at least this often, whatever the timers do. */
const lookAgainMs = 30_000;
/** After a failure, on a full disk say, it looks again not sooner than this. */
const troubleMs = 5_000;
/** Claims in one go before other work gets its turn. */
const claimsPerTurn = 50;

const nextReady = prepared((read: ReadDb) =>
  read
    .select({ at: min(runs.readyAt) })
    .from(runs)
    .where(and(isWaiting, gt(runs.readyAt, parameter('now'))))
    .prepare(),
);

const replacedRuns = prepared((read: ReadDb) =>
  read
    .select()
    .from(runs)
    .where(and(isWaiting, isNotNull(runs.cancelRequestedAt)))
    .prepare(),
);

export function makeWorker(
  world: ExecutionWorld,
  options: {
    /** How many runs may be live at once. */
    slots: number;
    /** A one-off command carries out its own runs and no others. */
    only: () => readonly string[] | null;
    onBattery: () => boolean;
    /** How long nobody was there to start anything, in a sleep say, is not known yet: nothing has waited in vain. */
    isBehind: () => boolean;
  },
): Worker {
  const { audit, clock, logger } = world;
  const beginning = new Set<Promise<unknown>>();
  let isClaiming = false;
  let isPoked = false;
  let timer: NodeJS.Timeout | undefined;

  function poke(): void {
    if (isPoked || !isClaiming) return;
    isPoked = true;
    setImmediate(() => {
      isPoked = false;
      if (!isClaiming) return;
      let waitMs = troubleMs;
      try {
        endReplaced();
        if (findHold(audit.read) === undefined && !options.isBehind()) expire();
        fillSlots();
        waitMs = untilReadyMs();
      } catch (thrown) {
        logger.error({ error: coerceError(thrown) }, 'the worker could not claim; it will look again');
      }
      clearTimeout(timer);
      timer = setTimeout(poke, waitMs);
    });
  }

  function untilReadyMs(): number {
    const now = clock.now();
    const moments = [nextReady(audit.read).get({ now })?.at, findNextStartBy(audit.read, now)];
    const nextAt = Math.min(...moments.map((at) => at ?? Number.POSITIVE_INFINITY));
    return Math.min(lookAgainMs, Math.max(1, nextAt - now));
  }

  function fillSlots(): void {
    for (let turn = 0; turn < claimsPerTurn; turn++) {
      const nonce = randomBytes(12).toString('base64url');
      const run = audit.write('a run is claimed', ({ tx, changed }) => {
        const claimed = claimRun(tx, {
          now: clock.now(),
          slots: options.slots,
          onBattery: options.onBattery(),
          only: options.only(),
          nonce,
        });
        if (claimed !== undefined) changed('runs', claimed.id);
        return claimed;
      });
      if (run === undefined) return;
      const { begun, ended } = executeRun(world, run, nonce);
      beginning.add(begun);
      void ended
        .catch((thrown: unknown) =>
          logger.error({ run: run.id, error: coerceError(thrown) }, 'the run could not be carried out'),
        )
        .then(poke);
      void begun.catch(() => {}).then(() => beginning.delete(begun));
    }
    poke();
  }

  /** What gave way to another run before it started: marked in the decision, ended here with its audit entry. */
  function endReplaced(): void {
    const now = clock.now();
    for (const run of replacedRuns(audit.read).all())
      audit.transact(contextOfRun(run), (transaction) =>
        finishCancelled(transaction, run, { reason: run.cancelReason ?? 'replaced', now }),
      );
  }

  function expire(): void {
    const now = clock.now();
    for (const run of listOverdue(audit.read, now))
      failUnstarted(audit, run, { reason: run.reason ?? 'no slot became free in time', now });
  }

  return {
    start: () => {
      isClaiming = true;
      poke();
    },
    poke,
    drain: async () => {
      isClaiming = false;
      clearTimeout(timer);
      await Promise.allSettled(beginning);
    },
  };
}
