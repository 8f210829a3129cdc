import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { defaultPolicy, type Policy } from '#contract/jobs.ts';
import type { ProfileInput } from '#contract/profile.ts';
import type { OriginReason } from '#contract/runs.ts';
import type { Caller } from '../access/caller.ts';
import { changeable, visible } from '../access/ownership.ts';
import { mayChange } from '../access/principal.ts';
import { type AgentRow, fillProfile, findAgent } from '../agents/agents.ts';
import type { Audit, Transaction } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { AppError, invalid } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import { runs } from '../db/schema/runs.ts';
import { findJob, type JobRow } from '../jobs/job-store.ts';
import { findScript, getVersion } from '../scripts/script-store.ts';
import type { SourceTree } from '../scripts/source-tree.ts';
import { saveTree } from '../scripts/tree-store.ts';
import { cancelInside } from './cancel-run.ts';
import { countWaitingOfKey, findLiveOfKey, queueRun, type RunRequest, type RunRow } from './queue-run.ts';
import { findRun } from './run-store.ts';

/** At most this many starts wait for one key (domain.md "Jobs: lifecycle"). */
const maxWaiting = 100;

/** What a run of an agent is made of today; throws `conflict` when it cannot run. */
export function planAgentRun(read: ReadDb, agent: AgentRow): Pick<
  RunRequest,
  'agentId' | 'scriptId' | 'scriptVersion' | 'treeSha256' | 'config' | 'environment' | 'profile' | 'concurrencyKey'
> & { inputSchema: Record<string, unknown> | null } {
  if (!agent.isActive) throw new AppError('conflict', `agent ${agent.name} is switched off`);
  const script = findScript(read, agent.scriptId);
  if (script === undefined) throw new AppError('conflict', `the script of agent ${agent.name} is in the trash`);
  const number = agent.version ?? script.activeVersion;
  if (number === null) throw new AppError('conflict', `script ${script.name} has no active version; publish it first`);
  const version = getVersion(read, script.id, number);
  return {
    agentId: agent.id,
    scriptId: script.id,
    scriptVersion: number,
    treeSha256: version.treeSha256,
    config: agent.config,
    environment: agent.environment,
    profile: agent.profile,
    concurrencyKey: `agent:${agent.id}`,
    inputSchema: version.inputSchema,
  };
}

/** The request for a run of a job; its trigger may bring an input of its own. */
export function planJobRun(
  read: ReadDb,
  job: JobRow,
  start: { input: unknown; timezone: string; origin: RunRequest['origin']; covers: number | null },
): RunRequest {
  const agent = findAgent(read, job.agentId);
  if (agent === undefined) throw new AppError('conflict', `the agent of job ${job.name} is in the trash`);
  const { inputSchema: _inputSchema, ...plan } = planAgentRun(read, agent);
  return {
    ...plan,
    ...underPolicy(job.policy, plan.profile),
    ...start,
    title: job.name,
    jobId: job.id,
    args: [],
    wantedImageDigest: null,
    ownerId: job.ownerId,
    visibility: job.visibility,
  };
}

/** Starts by hand or by API: never skipped, they wait for their turn. */
export function makeRunStarter(options: { audit: Audit; clock: Clock; defaultTimezone: string; stop: (runId: string, reason: string) => void; onQueued: (runId: string) => void }) {
  const { audit, clock, defaultTimezone, stop, onQueued } = options;
  const { read } = audit;

  const originOf = (caller: Caller, reason: OriginReason): RunRequest['origin'] => ({
    reason,
    triggerId: null,
    scheduledFor: null,
    requestedBy: caller.context.actor.name,
  });

  function queue(caller: Caller, request: RunRequest, details: Record<string, unknown>, before?: (transaction: Transaction) => void): RunRow {
    const id = audit.transact(caller.context, (transaction) => {
      before?.(transaction);
      const key = request.concurrencyKey;
      if (key !== null && countWaitingOfKey(transaction.tx, key) >= maxWaiting) {
        throw new AppError('conflict', `${maxWaiting} runs of this agent are waiting already; let some finish, or cancel them`);
      }
      const made = queueRun(transaction, request, { now: clock.now() });
      transaction.record({ action: 'run.start', resource: { type: 'run', id: made, name: request.title }, details });
      return made;
    });
    onQueued(id);
    return getRun(id);
  }

  function getRun(id: string): RunRow {
    const run = findRun(read, id);
    if (run === undefined) throw new Error(`run ${id} was queued, but is not there`);
    return run;
  }

  return {
    startAgent(caller: Caller, agentId: string, { input }: { input?: unknown }): RunRow {
      const agent = changeable({ ...caller, ifRevision: undefined }, 'agent', { id: agentId, row: findAgent(read, agentId) });
      const { inputSchema, ...plan } = planAgentRun(read, agent);
      checkInput(input, inputSchema);
      const request: RunRequest = {
        ...plan,
        ...underPolicy(defaultPolicy, plan.profile),
        title: agent.name,
        jobId: null,
        args: [],
        input,
        timezone: defaultTimezone,
        wantedImageDigest: null,
        origin: originOf(caller, 'manual'),
        ownerId: agent.ownerId,
        visibility: agent.visibility,
        covers: null,
      };
      return queue(caller, request, { agentId });
    },

    /** `queue` waits for the key, `reject` is 409 while it is taken, `replace` cancels what holds it, `parallel` takes no turn. */
    startJob(caller: Caller, jobId: string, start: { input?: unknown; priority?: number | undefined; ifBusy: 'queue' | 'reject' | 'replace' | 'parallel' }): RunRow {
      const job = visible(caller, 'job', { id: jobId, row: findJob(read, jobId) });
      if (job.visibility !== 'shared' && !mayChange(caller.principal, job)) throw new AppError('forbidden', `job ${job.name} belongs to someone else`);
      if (job.state === 'cancelled') throw new AppError('conflict', `job ${job.name} is cancelled, which is final`);
      const agent = findAgent(read, job.agentId);
      if (agent !== undefined) checkInput(start.input ?? job.input ?? undefined, planAgentRun(read, agent).inputSchema);
      const planned = planJobRun(read, job, { input: start.input ?? job.input, timezone: defaultTimezone, origin: originOf(caller, 'manual'), covers: null });
      const request: RunRequest = {
        ...planned,
        priority: start.priority ?? planned.priority,
        concurrencyKey: start.ifBusy === 'parallel' ? null : planned.concurrencyKey,
      };
      const key = request.concurrencyKey;
      const busy = key === null ? undefined : findLiveOfKey(read, key);
      if (start.ifBusy === 'reject' && busy !== undefined) throw new AppError('conflict', `run ${busy.id} of this agent is live; wait for it, or send ifBusy "queue"`);
      const details = { jobId, ifBusy: start.ifBusy };
      if (start.ifBusy !== 'replace' || key === null) return queue(caller, request, details);
      const replaced: string[] = [];
      const reason = `replaced by a start of ${caller.context.actor.name}`;
      const run = queue(caller, request, details, (transaction) => replaced.push(...cancelInside(transaction, { where: eq(runs.concurrencyKey, key), reason, now: clock.now() })));
      for (const id of replaced) stop(id, reason);
      return run;
    },

    /** One run of the draft as it is stored; needs no agent. */
    startTest(caller: Caller, scriptId: string, start: { input?: unknown; profile?: ProfileInput | undefined }): RunRow {
      const script = changeable({ ...caller, ifRevision: undefined }, 'script', { id: scriptId, row: findScript(read, scriptId) });
      const errors = script.draftValidation.problems.filter(({ severity }) => severity === 'error');
      if (errors[0] !== undefined) throw invalid(`draft.${errors[0].path}`, `line ${errors[0].line}, column ${errors[0].column}: ${errors[0].message}`);
      checkInput(start.input, script.draftValidation.inputSchema);
      const profile = fillProfile(caller, { isolation: 'any', ...start.profile });
      const request: RunRequest = {
        ...nothingOfAnAgent,
        ...underPolicy(defaultPolicy, profile),
        title: script.name,
        scriptId,
        treeSha256: script.draftTree,
        args: [],
        input: start.input,
        profile,
        timezone: defaultTimezone,
        origin: originOf(caller, 'test'),
        ownerId: script.ownerId,
        visibility: script.visibility,
      };
      return queue(caller, request, { scriptId, sha256: script.draftTree });
    },

    /** One run of files that are in no registry: `automa run FILE.py`. */
    startFile(caller: Caller, start: { title: string; tree: SourceTree; args: string[]; input?: unknown; environment: string; profile: ProfileInput }): RunRow {
      const profile = fillProfile(caller, { isolation: 'any', limits: 'best-effort', ...start.profile });
      const request = {
        ...nothingOfAnAgent,
        ...underPolicy({ ...defaultPolicy, timeoutSeconds: profile.timeoutSeconds }, profile),
        title: start.title,
        scriptId: null,
        args: start.args,
        input: start.input,
        environment: start.environment,
        profile,
        timezone: defaultTimezone,
        origin: originOf(caller, 'manual'),
        ownerId: caller.principal.userId,
        visibility: 'private' as const,
      };
      const id = audit.transact(caller.context, (transaction) => {
        const treeSha256 = saveTree(transaction.tx, start.tree, clock.now());
        const made = queueRun(transaction, { ...request, treeSha256 }, { now: clock.now() });
        transaction.record({ action: 'run.start', resource: { type: 'run', id: made, name: start.title }, details: { sha256: treeSha256 } });
        return made;
      });
      onQueued(id);
      return getRun(id);
    },

    /** Again: `exact` with every ingredient as it was, else with what is current. Refuses, with the reason, what is gone. */
    rerun(caller: Caller, id: string, { exact }: { exact: boolean }): RunRow {
      const run = findRun(read, id);
      const before = visible(caller, 'run', { id, row: run === undefined ? undefined : { ...run, name: run.title, revision: 0 } });
      if (!mayChange(caller.principal, before)) throw new AppError('forbidden', `run ${id} belongs to someone else`);
      const origin = originOf(caller, 'rerun');
      if (exact) {
        const { name: _name, revision: _revision, ...row } = before;
        const request = { ...row, wantedImageDigest: row.imageDigest, startWithinSeconds: defaultPolicy.startWithinSeconds, origin, covers: null };
        return queue(caller, pickRequest(request), { rerunOf: id, exact });
      }
      const job = before.jobId === null ? undefined : findJob(read, before.jobId);
      if (job !== undefined) return queue(caller, planJobRun(read, job, { input: before.input, timezone: before.timezone, origin, covers: null }), { rerunOf: id, exact });
      const agent = before.agentId === null ? undefined : findAgent(read, before.agentId);
      if (agent !== undefined) return this.startAgent(caller, agent.id, { input: before.input ?? undefined });
      if (before.scriptId !== null) return this.startTest(caller, before.scriptId, { input: before.input ?? undefined });
      throw new AppError('conflict', `run ${id} was of a file; only the exact re-run has its content`);
    },
  };
}

export type RunStarter = ReturnType<typeof makeRunStarter>;

const nothingOfAnAgent = {
  jobId: null,
  agentId: null,
  scriptVersion: null,
  config: {},
  environment: 'TEST',
  concurrencyKey: null,
  wantedImageDigest: null,
  covers: null,
};

/** The smaller of policy and profile ceiling binds. */
function underPolicy(policy: Policy, profile: RunRequest['profile']) {
  return {
    retry: policy.retry,
    timeoutSeconds: Math.min(policy.timeoutSeconds, profile.timeoutSeconds),
    killGraceSeconds: Math.min(policy.killGraceSeconds, profile.killGraceSeconds),
    startWithinSeconds: policy.startWithinSeconds,
    priority: policy.priority,
  };
}

/** The input must fit what `main` takes; throws `invalid` naming each wrong field. */
function checkInput(input: unknown, schema: Record<string, unknown> | null): void {
  if (schema === null) return;
  const checked = z.fromJSONSchema(schema).safeParse(input ?? {});
  if (checked.success) return;
  const errors = checked.error.issues.map(({ path, message }) => ({ path: ['input', ...path].join('.'), message }));
  throw new AppError('invalid', `the input does not fit the script: ${errors.map(({ path, message }) => `${path}: ${message}`).join('; ')}`, { errors });
}

function pickRequest(row: RunRequest): RunRequest {
  return {
    title: row.title,
    jobId: row.jobId,
    agentId: row.agentId,
    scriptId: row.scriptId,
    scriptVersion: row.scriptVersion,
    treeSha256: row.treeSha256,
    args: row.args,
    input: row.input,
    config: row.config,
    environment: row.environment,
    timezone: row.timezone,
    profile: row.profile,
    retry: row.retry,
    timeoutSeconds: row.timeoutSeconds,
    killGraceSeconds: row.killGraceSeconds,
    startWithinSeconds: row.startWithinSeconds,
    wantedImageDigest: row.wantedImageDigest,
    priority: row.priority,
    concurrencyKey: row.concurrencyKey,
    origin: row.origin,
    ownerId: row.ownerId,
    visibility: row.visibility,
    covers: row.covers,
  };
}
