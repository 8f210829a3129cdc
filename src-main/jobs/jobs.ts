import { eq } from 'drizzle-orm';
import { longestName } from '#contract/common.ts';
import type { Job, JobInput, JobPatch } from '#contract/jobs.ts';
import { defaultPolicy, type Policy } from '#contract/policy.ts';
import type { Preview, TriggerInput } from '#contract/triggers.ts';
import type { Caller } from '../access/caller.ts';
import { changeable, visible } from '../access/ownership.ts';
import { mayRead } from '../access/principal.ts';
import { findAgent } from '../agents/agents.ts';
import type { Audit } from '../audit/audit.ts';
import { listChanges } from '../audit/list-changes.ts';
import type { Clock } from '../base/clock.ts';
import { dropUndefined } from '../base/drop-undefined.ts';
import { invalid, invalidFields, problemsOf } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { jobs } from '../db/schema/jobs.ts';
import { refuseDuplicate } from '../db/unique.ts';
import { type Allowed, checkCalls, noSuchJob } from '../events/look-around.ts';
import { armTriggers } from './arm-triggers.ts';
import type { CloseTrigger } from './closing.ts';
import { describeJob } from './describe-job.ts';
import { type JobAct, type JobAsStored, makeJobLifecycle, type RunsOfJob, refuseCancelled } from './job-lifecycle.ts';
import { findJob, findJobByName, findTrigger, type JobRow, listTriggers, type TriggerRow, toJob } from './job-store.ts';
import { type JobFilter, listJobs } from './list-jobs.ts';
import { fillPolicy } from './policy/policy.ts';
import { isSameTrigger, nextSeed, planTriggers, saveTriggers, toTriggerList, triggerKeyOf } from './save-triggers.ts';
import { compileCondition } from './trigger/check-condition.ts';
import { neverFires } from './trigger/never-fires.ts';
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
  closeTrigger: CloseTrigger;
  /** What conditions may ask about. */
  allowed: () => Allowed;
}) {
  const { audit, clock, defaultTimezone, runsOfJob, closeTrigger, allowed } = options;
  const { read } = audit;
  const toContract = (row: JobRow): Job => toJob(row, listTriggers(read, [row.id]));

  /** What a condition asks about must be there and allowed when it is saved, not only when it is evaluated. */
  const checkCallsOf = (job: Pick<JobRow, 'ownerId' | 'name'>) => (condition: string) => {
    const { calls } = compileCondition(condition);
    checkCalls(calls, allowed());
    for (const { name, argument } of calls) {
      const isFound =
        name !== 'job' ||
        argument.toLowerCase() === job.name.toLowerCase() ||
        findJobByName(read, argument, { visibleTo: job.ownerId }) !== undefined;
      if (!isFound) throw invalid('trigger.expr', noSuchJob(argument));
    }
  };

  function checkAgent(caller: Caller, agentId: string): void {
    const agent = findAgent(read, agentId);
    if (agent === undefined || (!caller.principal.isAdmin && agent.ownerId !== caller.principal.userId)) {
      throw invalid('agentId', `there is no agent ${agentId} of yours`);
    }
  }

  /** Refuses a wrong agent or policy, and then says what is wrong with the triggers too. */
  function checkFields(
    caller: Caller,
    { agentId, policy }: Pick<JobPatch, 'agentId' | 'policy'>,
    planTriggersGiven: () => unknown,
  ): void {
    const wrong = [
      ...problemsOf(() => agentId !== undefined && checkAgent(caller, agentId)),
      ...problemsOf(() => policy !== undefined && fillPolicy(policy)),
    ];
    if (wrong.length > 0) throw invalidFields([...wrong, ...problemsOf(planTriggersGiven)]);
  }

  /** One change of one job: checked, applied, armed anew and recorded in one transaction. */
  function change(caller: Caller, id: string, act: JobAct): Job {
    const after = audit.transact(caller.context, (transaction) => {
      const { tx } = transaction;
      const row = changeable(caller, 'job', { id, row: findJob(tx, id) });
      const before: JobAsStored = { row, triggers: listTriggers(tx, [id]) };
      act.apply(transaction, row);
      const now = clock.now();
      const changed = tx
        .update(jobs)
        .set({ revision: row.revision + 1, updatedAt: now })
        .where(eq(jobs.id, id))
        .returning()
        .get();
      armTriggers(transaction, changed, now);
      const stored: JobAsStored = { row: findJob(tx, id) ?? row, triggers: listTriggers(tx, [id]) };
      const { details = {} } = act;
      transaction.record({
        action: act.action,
        resource: { type: 'job', id, name: changed.name },
        details: typeof details === 'function' ? details(before, stored) : details,
      });
      return stored;
    });
    return toJob(after.row, [...after.triggers]);
  }

  return {
    list: (caller: Caller, filter: JobFilter) => listJobs(read, caller.principal, filter),
    get: (caller: Caller, id: string): JobRow => visible(caller, 'job', { id, row: findJob(read, id) }),
    toContract,

    create: (caller: Caller, input: JobInput): Job => create(caller, input),

    /** Replaces everything that can be edited; what is left out takes its default. */
    replace(caller: Caller, id: string, input: JobInput): Job {
      return edit(caller, id, {
        patch: {
          ...input,
          input: input.input ?? null,
          environment: input.environment ?? null,
          triggers: input.triggers ?? (input.schedule === undefined ? [] : undefined),
        },
        under: defaultPolicy,
      });
    },

    /** Changes the fields given; a list of triggers replaces the one there is. */
    update: (caller: Caller, id: string, patch: JobPatch): Job => edit(caller, id, { patch }),

    ...makeJobLifecycle({ clock, change, runsOfJob, closeTrigger }),

    /** A copy of all but the history, paused, so that nothing runs twice before somebody looked at it. */
    duplicate(caller: Caller, id: string, { name }: { name?: string | undefined }): Job {
      const row = visible(caller, 'job', { id, row: findJob(read, id) });
      const original = toContract(row);
      const { triggers: copied, input, agentId, description, environment, policy, tags, folder } = original;
      const now = clock.now();
      const over = new Set(
        listTriggers(read, [id])
          .filter((trigger) => neverFires(trigger, now))
          .map((trigger) => trigger.id),
      );
      const copy = create(
        caller,
        {
          ...{ agentId, description, environment, policy, tags, folder, visibility: 'private' },
          ...(input === undefined ? {} : { input }),
          name: name ?? nameOfCopy(original.name),
          triggers: copied.map(({ id: triggerId, nextAt: _nextAt, enabled, ...trigger }) => ({
            ...trigger,
            enabled: enabled && !over.has(triggerId),
          })),
        },
        { state: 'paused', stateReason: `a copy of ${original.name}, made by ${caller.context.actor.name}` },
      );
      return copy;
    },

    /**
     * Of a trigger that is there already with its own anchor, jitter and runs left, of another as if it were saved now.
     */
    preview(caller: Caller, { trigger, count, from, position = 0, usualRunMs }: PreviewRequest): Preview {
      const fromAt = from === undefined ? clock.now() : Date.parse(from);
      const saved = trigger.id === undefined ? undefined : findOwnTrigger(caller, trigger.id);
      const keepsAnchor = saved !== undefined && isSameTrigger(saved, triggerKeyOf(trigger, defaultTimezone));
      const definition = readTrigger(trigger, {
        defaultTimezone,
        createdAt: keepsAnchor ? saved.createdAt : fromAt,
        seed: saved?.seed ?? nextSeed(read) + position,
      });
      if (definition.kind === 'condition')
        checkCallsOf({ ownerId: caller.principal.userId, name: '' })(definition.expr);
      const { maxRuns = null } = trigger;
      const left = maxRuns === null ? count : Math.max(0, maxRuns - (saved?.runsMade ?? 0));
      return previewTrigger({ trigger: definition, count: Math.min(count, left), from: fromAt, usualRunMs });
    },
  };

  function findOwnTrigger(caller: Caller, id: string): TriggerRow {
    const trigger = findTrigger(read, id);
    const job = trigger && findJob(read, trigger.jobId);
    if (trigger === undefined || job === undefined || !mayRead(caller.principal, job))
      throw invalid('trigger.id', `there is no trigger ${id}, or you may not see it; leave the id away for a new one`);
    return trigger;
  }

  /** The name and " (copy)", with a number where that is taken. */
  function nameOfCopy(name: string): string {
    for (let number = 1; ; number++) {
      const suffix = number === 1 ? ' (copy)' : ` (copy ${number})`;
      const start = name.slice(0, longestName - suffix.length).replace(/[\uD800-\uDBFF]$/, ''); // no half of a character
      if (findJobByName(read, start + suffix) === undefined) return start + suffix;
    }
  }

  /** `beginning`: a copy begins paused. */
  function create(
    caller: Caller,
    input: JobInput,
    beginning: Pick<JobRow, 'state' | 'stateReason'> = { state: 'active', stateReason: null },
  ): Job {
    const list = toTriggerList(input) ?? { inputs: [], pathOf: () => 'triggers' };
    const row = audit.transact(caller.context, (transaction) => {
      const { tx, record } = transaction;
      const now = clock.now();
      const id = newId(now);
      const checkCalls = checkCallsOf({ ownerId: caller.principal.userId, name: input.name });
      const key = { jobId: id, now, defaultTimezone, checkCalls };
      checkFields(caller, input, () => planTriggers(tx, list, key));
      const { triggers: _triggers, schedule: _schedule, policy, ...fields } = input;
      const values = {
        ...fields,
        id,
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
      saveTriggers(tx, list, { ...key, close: () => {} });
      armTriggers(transaction, made, now);
      record({
        action: 'job.create',
        resource: { type: 'job', id: made.id, name: made.name },
        details: describeJob({ row: made, triggers: listTriggers(tx, [made.id]) }),
      });
      return findJob(tx, made.id) ?? made;
    });
    return toContract(row);
  }

  /** `under`: the policy that the one given is laid over; else the job's own. */
  function edit(caller: Caller, id: string, { patch, under }: { patch: JobPatch; under?: Policy }): Job {
    return change(caller, id, {
      action: 'job.update',
      details: (before, after) => ({ changed: listChanges(describeJob(before), describeJob(after)) }),
      apply: (transaction, row) => {
        refuseCancelled(row, 'changed');
        const { tx } = transaction;
        const { name, policy, triggers: _triggers, schedule: _schedule, ...fields } = dropUndefined(patch);
        const list = toTriggerList(patch);
        const checkCalls = checkCallsOf({ ownerId: row.ownerId, name: name ?? row.name });
        const key = { jobId: id, now: clock.now(), defaultTimezone, checkCalls };
        checkFields(caller, patch, () => list !== undefined && planTriggers(tx, list, key));
        const set = {
          ...fields,
          ...(name === undefined ? {} : { name, nameKey: name.toLowerCase() }),
          ...(policy === undefined ? {} : { policy: fillPolicy(policy, under ?? row.policy) }),
          // a completed job whose triggers are given anew lives again
          ...(list !== undefined && row.state === 'completed'
            ? { state: 'active' as const, stateReason: null, stateSince: clock.now() }
            : {}),
        };
        if (Object.keys(set).length > 0)
          refuseDuplicate('a job', name ?? row.name, () => tx.update(jobs).set(set).where(eq(jobs.id, id)).run());
        const { name: who } = caller.context.actor;
        if (list !== undefined)
          saveTriggers(tx, list, {
            ...key,
            close: (trigger, next, how) => {
              const cause = `its trigger was ${how} by ${who}`;
              closeTrigger(transaction, { job: row, trigger, next, now: key.now, reason: 'trigger-gone', cause });
            },
          });
      },
    });
  }
}

export type Jobs = ReturnType<typeof makeJobs>;
