import { eq } from 'drizzle-orm';
import {
  defaultPolicy,
  type Job,
  type JobInput,
  type JobPatch,
  type Policy,
  type Preview,
  type TriggerInput,
} from '#contract/jobs.ts';
import type { Caller } from '../access/caller.ts';
import { changeable, visible } from '../access/ownership.ts';
import { findAgent } from '../agents/agents.ts';
import type { Audit, Transaction } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { dropUndefined } from '../base/drop-undefined.ts';
import { AppError, invalid } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { jobs } from '../db/schema/jobs.ts';
import { refuseDuplicate } from '../db/unique.ts';
import { findJob, type JobFilter, type JobRow, listJobs, listTriggers, toJob } from './job-store.ts';
import { fillPolicy } from './policy/policy.ts';
import { armTriggers, saveTriggers, toTriggerInputs } from './save-triggers.ts';
import { previewTrigger } from './trigger/preview-trigger.ts';
import { readTriggerTimes } from './trigger/read-trigger-times.ts';

/** What ending or pausing a job means for its runs; the room of runs above knows how. */
export interface RunsOfJob {
  cancelQueued(transaction: Transaction, jobId: string, reason: string): void;
  stopLive(transaction: Transaction, jobId: string, reason: string): void;
}

/** Definitions: what, when and how. Nothing here starts anything; the ticker reads what is armed. */
export function makeJobs(options: { audit: Audit; clock: Clock; defaultTimezone: string; runsOfJob: RunsOfJob }) {
  const { audit, clock, defaultTimezone, runsOfJob } = options;
  const { read } = audit;
  const toContract = (row: JobRow): Job => toJob(row, listTriggers(read, [row.id]));

  function checkAgent(caller: Caller, agentId: string): void {
    const agent = findAgent(read, agentId);
    if (agent === undefined || (!caller.principal.isAdmin && agent.ownerId !== caller.principal.userId)) {
      throw invalid('agentId', `there is no agent ${agentId} of yours`);
    }
  }

  /** One change of one job: checked, applied, armed anew and recorded in one transaction. */
  function change(
    caller: Caller,
    id: string,
    act: { action: string; details?: Record<string, unknown>; apply: (transaction: Transaction, row: JobRow) => void },
  ): Job {
    const row = audit.transact(caller.context, (transaction) => {
      const before = changeable(caller, 'job', { id, row: findJob(transaction.tx, id) });
      act.apply(transaction, before);
      const now = clock.now();
      transaction.tx
        .update(jobs)
        .set({ revision: before.revision + 1, updatedAt: now })
        .where(eq(jobs.id, id))
        .run();
      const changed = findJob(transaction.tx, id);
      if (changed !== undefined) armTriggers(transaction.tx, changed, now);
      transaction.record({
        action: act.action,
        resource: { type: 'job', id, name: changed?.name ?? before.name },
        details: act.details ?? {},
      });
      return findJob(transaction.tx, id) ?? before;
    });
    return toContract(row);
  }

  const refuseFinal = (row: JobRow, act: string) => {
    if (row.state === 'cancelled')
      throw new AppError(
        'conflict',
        `job ${row.name} is cancelled, which is final; it cannot be ${act}. Create a new one.`,
      );
  };

  return {
    list: (caller: Caller, filter: JobFilter) => listJobs(read, caller.principal, filter),
    get: (caller: Caller, id: string): JobRow => visible(caller, 'job', { id, row: findJob(read, id) }),
    toContract,

    create(caller: Caller, input: JobInput): Job {
      checkAgent(caller, input.agentId);
      const inputs = toTriggerInputs(input) ?? [];
      const row = audit.transact(caller.context, ({ tx, record }) => {
        const now = clock.now();
        const { triggers: _triggers, schedule: _schedule, policy, ...fields } = input;
        const values = {
          ...fields,
          id: newId(now),
          nameKey: input.name.toLowerCase(),
          input: input.input ?? null,
          policy: fillPolicy(policy),
          state: 'active' as const,
          ownerId: caller.principal.userId,
          createdAt: now,
          updatedAt: now,
        };
        const made = refuseDuplicate('a job', input.name, () => tx.insert(jobs).values(values).returning().get());
        saveTriggers(tx, inputs, { jobId: made.id, now, defaultTimezone });
        armTriggers(tx, made, now);
        record({
          action: 'job.create',
          resource: { type: 'job', id: made.id, name: made.name },
          details: { agentId: made.agentId, triggers: inputs, policy: made.policy },
        });
        return findJob(tx, made.id) ?? made;
      });
      return toContract(row);
    },

    /** Replaces everything that can be edited; what is left out takes its default. */
    replace(caller: Caller, id: string, input: JobInput): Job {
      const { schedule: _schedule, ...fields } = input;
      return edit(caller, id, {
        patch: { ...fields, input: input.input ?? null, triggers: toTriggerInputs(input) ?? [] },
        under: defaultPolicy,
      });
    },

    /** Changes the fields given; a list of triggers replaces the one there is. */
    update: (caller: Caller, id: string, patch: JobPatch): Job => edit(caller, id, { patch }),

    pause(caller: Caller, id: string, { queued }: { queued: 'keep' | 'cancel' }): Job {
      return change(caller, id, {
        action: 'job.pause',
        details: { queued },
        apply: (transaction, row) => {
          refuseFinal(row, 'paused');
          if (row.state === 'completed')
            throw new AppError('conflict', `job ${row.name} is completed: nothing is left to pause`);
          transaction.tx.update(jobs).set({ state: 'paused' }).where(eq(jobs.id, id)).run();
          if (queued === 'cancel')
            runsOfJob.cancelQueued(transaction, id, `the job was paused by ${caller.context.actor.name}`);
        },
      });
    },

    /** Fires again from now on; what the pause swallowed is not made up. */
    resume(caller: Caller, id: string): Job {
      return change(caller, id, {
        action: 'job.resume',
        apply: ({ tx }, row) => {
          refuseFinal(row, 'resumed');
          if (row.state === 'paused') tx.update(jobs).set({ state: 'active' }).where(eq(jobs.id, id)).run();
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
          armTriggers(transaction.tx, { id, state: 'cancelled' }, clock.now());
          transaction.tx.update(jobs).set({ deletedAt: clock.now() }).where(eq(jobs.id, id)).run();
        },
      });
    },

    preview({ trigger, count, from }: { trigger: TriggerInput; count: number; from?: string | undefined }): Preview {
      const fromAt = from === undefined ? clock.now() : Date.parse(from);
      return previewTrigger({
        trigger: readTriggerTimes(trigger, { defaultTimezone, createdAt: fromAt }),
        count,
        from: fromAt,
      });
    },
  };

  /** `under`: the policy that the one given is laid over; else the job's own. */
  function edit(caller: Caller, id: string, { patch, under }: { patch: JobPatch; under?: Policy }): Job {
    if (patch.agentId !== undefined) checkAgent(caller, patch.agentId);
    return change(caller, id, {
      action: 'job.update',
      details: { changed: patch },
      apply: ({ tx }, row) => {
        refuseFinal(row, 'changed');
        const { name, policy, triggers: _triggers, schedule: _schedule, ...fields } = dropUndefined(patch);
        const inputs = toTriggerInputs(patch);
        const set = {
          ...fields,
          ...(name === undefined ? {} : { name, nameKey: name.toLowerCase() }),
          ...(policy === undefined ? {} : { policy: fillPolicy(policy, under ?? row.policy) }),
          // a completed job whose triggers are given anew lives again
          ...(inputs !== undefined && row.state === 'completed' ? { state: 'active' as const } : {}),
        };
        if (Object.keys(set).length > 0)
          refuseDuplicate('a job', name ?? row.name, () => tx.update(jobs).set(set).where(eq(jobs.id, id)).run());
        if (inputs !== undefined) saveTriggers(tx, inputs, { jobId: id, now: clock.now(), defaultTimezone });
      },
    });
  }

  function end(
    transaction: Transaction,
    row: JobRow,
    { caller, runs }: { caller: Caller; runs: 'finish' | 'stop' },
  ): void {
    const reason = `the job was cancelled by ${caller.context.actor.name}`;
    transaction.tx.update(jobs).set({ state: 'cancelled' }).where(eq(jobs.id, row.id)).run();
    runsOfJob.cancelQueued(transaction, row.id, reason);
    if (runs === 'stop') runsOfJob.stopLive(transaction, row.id, reason);
  }
}

export type Jobs = ReturnType<typeof makeJobs>;
