import { eq } from 'drizzle-orm';
import type { Job, JobInput, JobPatch } from '#contract/jobs.ts';
import { defaultPolicy, type Policy } from '#contract/policy.ts';
import type { Preview, TriggerInput } from '#contract/triggers.ts';
import type { Caller } from '../access/caller.ts';
import { changeable, visible } from '../access/ownership.ts';
import { findAgent } from '../agents/agents.ts';
import type { Audit } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { dropUndefined } from '../base/drop-undefined.ts';
import { invalid } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { jobs } from '../db/schema/jobs.ts';
import { refuseDuplicate } from '../db/unique.ts';
import { type Allowed, checkCalls } from '../events/look-around.ts';
import { armTriggers } from './arm-triggers.ts';
import { describeChanges } from './describe-changes.ts';
import { type JobAct, makeJobLifecycle, type RunsOfJob, refuseCancelled } from './job-lifecycle.ts';
import { findJob, findTrigger, type JobRow, listTriggers, toJob } from './job-store.ts';
import { type JobFilter, listJobs } from './list-jobs.ts';
import { fillPolicy } from './policy/policy.ts';
import { atTrigger, isSame, keyOf, nextSeed, saveTriggers, toTriggerInputs } from './save-triggers.ts';
import { compileCondition } from './trigger/check-condition.ts';
import { previewTrigger } from './trigger/preview-trigger.ts';
import { readTrigger } from './trigger/read-trigger.ts';

interface PreviewRequest {
  trigger: TriggerInput;
  count: number;
  from?: string | undefined;
  /** Among the new triggers that will be saved together. */
  position?: number | undefined;
  /** How long the runs take, where that is known. */
  usualRunMs?: number | undefined;
}

/** Definitions: what, when and how. Nothing here starts anything; the ticker reads what is armed. */
export function makeJobs(options: {
  audit: Audit;
  clock: Clock;
  defaultTimezone: string;
  runsOfJob: RunsOfJob;
  /** What conditions may ask about. */
  allowed: () => Allowed;
}) {
  const { audit, clock, defaultTimezone, runsOfJob, allowed } = options;
  const { read } = audit;
  const toContract = (row: JobRow): Job => toJob(row, listTriggers(read, [row.id]));

  /** What a condition asks about must be allowed when it is saved, not only when it is evaluated. */
  function checkConditions(inputs: readonly TriggerInput[]): void {
    inputs.forEach(({ kind, expr }, position) => {
      if (kind === 'condition') atTrigger(position, () => checkCalls(compileCondition(expr).calls, allowed()));
    });
  }

  function checkAgent(caller: Caller, agentId: string): void {
    const agent = findAgent(read, agentId);
    if (agent === undefined || (!caller.principal.isAdmin && agent.ownerId !== caller.principal.userId)) {
      throw invalid('agentId', `there is no agent ${agentId} of yours`);
    }
  }

  /** One change of one job: checked, applied, armed anew and recorded in one transaction. */
  function change(caller: Caller, id: string, act: JobAct): Job {
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
      if (changed !== undefined) armTriggers(transaction, changed, now);
      const details = typeof act.details === 'function' ? act.details(before, changed ?? before) : act.details;
      transaction.record({
        action: act.action,
        resource: { type: 'job', id, name: changed?.name ?? before.name },
        details: details ?? {},
      });
      return findJob(transaction.tx, id) ?? before;
    });
    return toContract(row);
  }

  return {
    list: (caller: Caller, filter: JobFilter) => listJobs(read, caller.principal, filter),
    get: (caller: Caller, id: string): JobRow => visible(caller, 'job', { id, row: findJob(read, id) }),
    toContract,

    create: (caller: Caller, input: JobInput): Job => create(caller, input),

    /** Replaces everything that can be edited; what is left out takes its default. */
    replace(caller: Caller, id: string, input: JobInput): Job {
      const { schedule: _schedule, ...fields } = input;
      return edit(caller, id, {
        patch: {
          ...fields,
          input: input.input ?? null,
          environment: input.environment ?? null,
          triggers: toTriggerInputs(input) ?? [],
        },
        under: defaultPolicy,
      });
    },

    /** Changes the fields given; a list of triggers replaces the one there is. */
    update: (caller: Caller, id: string, patch: JobPatch): Job => edit(caller, id, { patch }),

    ...makeJobLifecycle({ clock, change, runsOfJob }),

    /** A copy of all but the history, paused, so that nothing runs twice before somebody looked at it. */
    duplicate(caller: Caller, id: string, { name }: { name?: string | undefined }): Job {
      const original = toContract(visible(caller, 'job', { id, row: findJob(read, id) }));
      const { triggers: copied, input, agentId, description, environment, policy, tags, folder } = original;
      const copy = create(
        caller,
        {
          ...{ agentId, description, environment, policy, tags, folder, visibility: 'private' },
          ...(input === undefined ? {} : { input }),
          name: name ?? `${original.name} (copy)`,
          triggers: copied.map(({ id: _id, nextAt: _nextAt, ...trigger }) => trigger),
        },
        { state: 'paused', stateReason: `a copy of ${original.name}, made by ${caller.context.actor.name}` },
      );
      return copy;
    },

    /** Of a trigger that is there already with its own anchor and jitter, of another as if it were saved now. */
    preview({ trigger, count, from, position = 0, usualRunMs }: PreviewRequest): Preview {
      const fromAt = from === undefined ? clock.now() : Date.parse(from);
      const saved = trigger.id === undefined ? undefined : findTrigger(read, trigger.id);
      const keepsAnchor = saved !== undefined && isSame(saved, keyOf(trigger, defaultTimezone));
      return previewTrigger({
        trigger: readTrigger(trigger, {
          defaultTimezone,
          createdAt: keepsAnchor ? saved.createdAt : fromAt,
          seed: saved?.seed ?? nextSeed(read) + position,
        }),
        count,
        from: fromAt,
        usualRunMs,
      });
    },
  };

  /** `beginning`: a copy begins paused. */
  function create(
    caller: Caller,
    input: JobInput,
    beginning: Pick<JobRow, 'state' | 'stateReason'> = { state: 'active', stateReason: null },
  ): Job {
    checkAgent(caller, input.agentId);
    const inputs = toTriggerInputs(input) ?? [];
    checkConditions(inputs);
    const row = audit.transact(caller.context, (transaction) => {
      const { tx, record } = transaction;
      const now = clock.now();
      const { triggers: _triggers, schedule: _schedule, policy, ...fields } = input;
      const values = {
        ...fields,
        id: newId(now),
        nameKey: input.name.toLowerCase(),
        input: input.input ?? null,
        environment: input.environment ?? null,
        policy: fillPolicy(policy),
        ...beginning,
        stateSince: now,
        ownerId: caller.principal.userId,
        createdAt: now,
        updatedAt: now,
      };
      const made = refuseDuplicate('a job', input.name, () => tx.insert(jobs).values(values).returning().get());
      saveTriggers(tx, inputs, { jobId: made.id, now, defaultTimezone });
      armTriggers(transaction, made, now);
      record({
        action: 'job.create',
        resource: { type: 'job', id: made.id, name: made.name },
        details: { agentId: made.agentId, triggers: inputs, policy: made.policy },
      });
      return findJob(tx, made.id) ?? made;
    });
    return toContract(row);
  }

  /** `under`: the policy that the one given is laid over; else the job's own. */
  function edit(caller: Caller, id: string, { patch, under }: { patch: JobPatch; under?: Policy }): Job {
    if (patch.agentId !== undefined) checkAgent(caller, patch.agentId);
    checkConditions(toTriggerInputs(patch) ?? []);
    return change(caller, id, {
      action: 'job.update',
      details: (before, after) => ({ changed: describeChanges(patch, before, after) }),
      apply: ({ tx }, row) => {
        refuseCancelled(row, 'changed');
        const { name, policy, triggers: _triggers, schedule: _schedule, ...fields } = dropUndefined(patch);
        const inputs = toTriggerInputs(patch);
        const set = {
          ...fields,
          ...(name === undefined ? {} : { name, nameKey: name.toLowerCase() }),
          ...(policy === undefined ? {} : { policy: fillPolicy(policy, under ?? row.policy) }),
          // a completed job whose triggers are given anew lives again
          ...(inputs !== undefined && row.state === 'completed'
            ? { state: 'active' as const, stateReason: null, stateSince: clock.now() }
            : {}),
        };
        if (Object.keys(set).length > 0)
          refuseDuplicate('a job', name ?? row.name, () => tx.update(jobs).set(set).where(eq(jobs.id, id)).run());
        if (inputs !== undefined) saveTriggers(tx, inputs, { jobId: id, now: clock.now(), defaultTimezone });
      },
    });
  }
}

export type Jobs = ReturnType<typeof makeJobs>;
