import { and, eq, gt, isNull, lte } from 'drizzle-orm';
import type { Job } from '#contract/jobs.ts';
import type { Caller } from '../access/caller.ts';
import type { Transaction } from '../audit/audit.ts';
import { type Clock, toInstant, toInstantOrNull } from '../base/clock.ts';
import { AppError, invalid } from '../base/errors.ts';
import { jobs, triggers } from '../db/schema/jobs.ts';
import { publishInside } from '../events/event-store.ts';
import { jobMoved } from '../events/system-events.ts';
import { armTriggers } from './arm-triggers.ts';
import type { CloseTrigger } from './closing.ts';
import { earliestOf, type JobRow, listTriggers, type TriggerRow } from './job-store.ts';

/** What ending or pausing a job means for its runs; the room of runs above knows how. */
export interface RunsOfJob {
  /** Those of these states; `ledgerReason` is what the ledger says of the instants that started them. */
  cancelWaiting(
    transaction: Transaction,
    jobId: string,
    how: { statuses: ('queued' | 'retry-wait')[]; reason: string; ledgerReason: 'job-cancelled' | 'paused' },
  ): void;
  stopLive(transaction: Transaction, jobId: string, reason: string): void;
}

type Details = Record<string, unknown>;

export interface JobAsStored {
  readonly row: JobRow;
  readonly triggers: readonly TriggerRow[];
}

/** One change of a job: what it is called in the audit log, what is told of it there, and what it does. */
export interface JobAct {
  action: string;
  details?: Details | ((before: JobAsStored, after: JobAsStored) => Details);
  apply: (transaction: Transaction, row: JobRow) => void;
}

/** From active to paused, cancelled and gone, and the ways to leave out what is due. */
export function makeJobLifecycle(options: {
  clock: Clock;
  /** Checks, applies, arms anew and records in one transaction. */
  change: (caller: Caller, id: string, act: JobAct) => Job;
  runsOfJob: RunsOfJob;
  closeTrigger: CloseTrigger;
}) {
  const { clock, change, runsOfJob, closeTrigger } = options;

  function setState(transaction: Transaction, row: JobRow, next: Pick<JobRow, 'state' | 'stateReason'>): void {
    const now = clock.now();
    transaction.tx
      .update(jobs)
      .set({ ...next, stateSince: now })
      .where(eq(jobs.id, row.id))
      .run();
    const told = next.state === 'active' ? 'resumed' : next.state;
    publishInside(transaction, jobMoved(told, row, next.stateReason), now);
  }

  const refuseIdle = (row: JobRow, act: string) => {
    refuseCancelled(row, act);
    if (row.state !== 'active')
      throw new AppError('conflict', `job ${row.name} is ${row.state}: nothing is due that could be ${act}`);
  };

  /** What fell due in a pause or snooze that ends now, and no ticker has looked at yet, is left out with its reason. */
  function leaveOutDue({ tx }: Transaction, jobId: string, why: Pick<TriggerRow, 'skipCode' | 'skipReason'>): void {
    const now = clock.now();
    tx.update(triggers)
      .set({ ...why, skipUntilAt: now })
      .where(and(eq(triggers.jobId, jobId), lte(triggers.dueAt, now), isNull(triggers.deletedAt)))
      .run();
  }

  function end(
    transaction: Transaction,
    row: JobRow,
    { caller, runs }: { caller: Caller; runs: 'finish' | 'stop' },
  ): void {
    const reason = `the job was cancelled by ${caller.context.actor.name}`;
    const closing = { job: row, next: undefined, now: clock.now(), reason: 'job-cancelled', cause: reason } as const;
    for (const trigger of listTriggers(transaction.tx, [row.id])) closeTrigger(transaction, { ...closing, trigger });
    if (row.state !== 'cancelled')
      setState(transaction, row, { state: 'cancelled', stateReason: `cancelled by ${caller.context.actor.name}` });
    runsOfJob.cancelWaiting(transaction, row.id, { statuses: ['queued'], reason, ledgerReason: 'job-cancelled' });
    if (runs === 'stop') runsOfJob.stopLive(transaction, row.id, reason);
  }

  return {
    pause(caller: Caller, id: string, { queued }: { queued: 'keep' | 'cancel' }): Job {
      return change(caller, id, {
        action: 'job.pause',
        details: { queued },
        apply: (transaction, row) => {
          refuseCancelled(row, 'paused');
          refuseCompleted(row, 'nothing is left to pause');
          if (row.state !== 'paused')
            setState(transaction, row, { state: 'paused', stateReason: `paused by ${caller.context.actor.name}` });
          if (queued === 'cancel')
            runsOfJob.cancelWaiting(transaction, id, {
              statuses: ['queued', 'retry-wait'],
              reason: `the job was paused by ${caller.context.actor.name}`,
              ledgerReason: 'paused',
            });
        },
      });
    },

    /** Fires again from now on; what the pause swallowed is not made up. */
    resume(caller: Caller, id: string): Job {
      return change(caller, id, {
        action: 'job.resume',
        details: ({ row: { state, stateReason, snoozedUntil } }) => ({
          from: { state, stateReason, snoozedUntil: toInstantOrNull(snoozedUntil) },
        }),
        apply: (transaction, row) => {
          refuseCancelled(row, 'resumed');
          refuseCompleted(row, 'give it a trigger that can fire');
          if (row.state === 'paused') {
            leaveOutDue(transaction, id, { skipCode: 'paused', skipReason: row.stateReason });
            setState(transaction, row, { state: 'active', stateReason: null });
          }
          if (row.snoozedUntil !== null)
            leaveOutDue(transaction, id, { skipCode: 'snoozed', skipReason: row.snoozeReason });
          transaction.tx.update(jobs).set({ snoozedUntil: null, snoozeReason: null }).where(eq(jobs.id, id)).run();
        },
      });
    },

    /** What falls due until then is skipped. */
    snooze(
      caller: Caller,
      id: string,
      { seconds, until }: { seconds?: number | undefined; until?: string | undefined },
    ): Job {
      const now = clock.now();
      const untilAt = until === undefined ? now + (seconds ?? 0) * 1_000 : Date.parse(until);
      if (untilAt <= now) throw invalid('until', `${until} has passed already; name a later moment`);
      return change(caller, id, {
        action: 'job.snooze',
        details: { until: toInstant(untilAt) },
        apply: ({ tx }, row) => {
          refuseIdle(row, 'snoozed');
          const snoozeReason = `snoozed by ${caller.context.actor.name} until ${toInstant(untilAt)}`;
          tx.update(jobs).set({ snoozedUntil: untilAt, snoozeReason }).where(eq(jobs.id, id)).run();
        },
      });
    },

    /** Leaves out the next instant of the job, whichever triggers are due at it, and that alone; asked again, also the one after it. */
    skipNext(caller: Caller, id: string): Job {
      return change(caller, id, {
        action: 'job.skip-next',
        details: describeNext,
        apply: ({ tx }, row) => {
          refuseIdle(row, 'told to skip');
          const nextAt = earliestOf(listTriggers(tx, [id]));
          if (nextAt === null) throw new AppError('conflict', `job ${row.name} has no next instant to skip`);
          const skipReason = `left out by ${caller.context.actor.name}`;
          tx.update(triggers)
            .set({ skipUntilAt: nextAt, skipCode: 'skip-next', skipReason })
            .where(and(eq(triggers.jobId, id), eq(triggers.nextAt, nextAt)))
            .run();
        },
      });
    },

    /** Takes back what `skipNext` left out and is still to come. */
    unskipNext(caller: Caller, id: string): Job {
      return change(caller, id, {
        action: 'job.unskip-next',
        details: describeNext,
        apply: ({ tx }, row) => {
          refuseIdle(row, 'told not to skip');
          const isSkipped = and(eq(triggers.skipCode, 'skip-next'), gt(triggers.skipUntilAt, clock.now()));
          const taken = tx
            .update(triggers)
            .set({ skipUntilAt: null, skipCode: null, skipReason: null })
            .where(and(eq(triggers.jobId, id), isSkipped))
            .run();
          if (taken.changes === 0) throw new AppError('conflict', `of job ${row.name} no instant to come is left out`);
        },
      });
    },

    /** Final. Queued runs are cancelled; live ones finish, or are stopped. */
    cancel(caller: Caller, id: string, { runs }: { runs: 'finish' | 'stop' }): Job {
      return change(caller, id, {
        action: 'job.cancel',
        details: { runs },
        apply: (transaction, row) => end(transaction, row, { caller, runs }),
      });
    },

    remove(caller: Caller, id: string): void {
      change(caller, id, {
        action: 'job.delete',
        apply: (transaction, row) => {
          end(transaction, row, { caller, runs: 'finish' });
          armTriggers(transaction, { id, state: 'cancelled', snoozedUntil: null }, clock.now());
          transaction.tx.update(jobs).set({ deletedAt: clock.now() }).where(eq(jobs.id, id)).run();
        },
      });
    },
  };
}

/** Cancelled is final. */
export function refuseCancelled(row: JobRow, act: string): void {
  if (row.state !== 'cancelled') return;
  throw new AppError(
    'conflict',
    `job ${row.name} is cancelled, which is final; it cannot be ${act}. Create a new one.`,
  );
}

function describeNext(before: JobAsStored, after: JobAsStored): Details {
  const [from, to] = [before, after].map(({ triggers: each }) => toInstantOrNull(earliestOf(each)));
  return { nextAt: { from, to } };
}

function refuseCompleted(row: JobRow, hint: string): void {
  if (row.state === 'completed') throw new AppError('conflict', `job ${row.name} is completed: ${hint}`);
}
