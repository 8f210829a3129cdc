import { eq } from 'drizzle-orm';
import { defaultPolicy } from '#contract/policy.ts';
import type { ProfileInput } from '#contract/profile.ts';
import type { OriginReason } from '#contract/runs.ts';
import type { Caller } from '../access/caller.ts';
import { changeable, visible } from '../access/ownership.ts';
import { mayChange, mayRead } from '../access/principal.ts';
import { fillProfile, findAgent } from '../agents/agents.ts';
import type { Audit, Transaction } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { AppError, invalid, notFound } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { ReadDb } from '../db/database.ts';
import { runs } from '../db/schema/runs.ts';
import { findJob, type JobRow } from '../jobs/job-store.ts';
import { wordOfKey } from '../jobs/policy/keys.ts';
import { findScript } from '../scripts/script-store.ts';
import { hashTree, type SourceTree } from '../scripts/source-tree.ts';
import { saveTree } from '../scripts/tree-store.ts';
import { cancelInside } from './cancel-run.ts';
import { checkInput } from './check-input.ts';
import { planExactRerun } from './plan-rerun.ts';
import {
  findAgentOfJob,
  findRunnable,
  planAgentRun,
  planJobRun,
  type Start,
  underPolicy,
  withoutAgent,
} from './plan-run.ts';
import {
  findDuplicate,
  listLiveOfKey,
  markReplaced,
  queueRun,
  type RunRequest,
  type RunRow,
  withoutTrigger,
} from './queue-run.ts';
import { findRun } from './run-store.ts';

/** At most this many starts wait for one key (domain.md "Jobs: lifecycle"). */
const maxWaiting = 100;

interface StarterOptions {
  audit: Audit;
  clock: Clock;
  defaultTimezone: string;
  /** Asks a live run to stop; called after the commit. */
  stop: (runId: string, reason: string) => void;
  onQueued: (runId: string) => void;
}

interface ManualStart {
  input?: unknown;
  priority?: number | undefined;
  ifBusy: 'queue' | 'reject' | 'replace' | 'parallel';
}

interface FileStart {
  title: string;
  tree: SourceTree;
  args: string[];
  input?: unknown;
  environment: string;
  profile: ProfileInput;
}

/** What else happens in the transaction that queues, and what the audit log says about it. */
interface Queueing {
  details: Record<string, unknown>;
  before?: (transaction: Transaction, runId: string) => void;
  /** It waits for nobody, and no matter how many do. */
  isBeside?: boolean;
}

/** Starts by hand or by API: never skipped, they wait for their turn. */
export function makeRunStarter({ audit, clock, defaultTimezone, stop, onQueued }: StarterOptions) {
  const { read } = audit;

  const startOf = (caller: Caller, reason: OriginReason, input: unknown): Start => ({
    input,
    timezone: defaultTimezone,
    origin: { ...withoutTrigger, reason, requestedBy: caller.context.actor.name },
    covers: null,
  });

  function queue(caller: Caller, request: RunRequest, { details, before, isBeside = false }: Queueing): RunRow {
    const run = audit.transact(caller.context, (transaction) => {
      const now = clock.now();
      const id = newId(now);
      before?.(transaction, id);
      const key = isBeside ? null : request.concurrencyKey;
      const live = key === null ? [] : listLiveOfKey(transaction.tx, key);
      if (live.filter(({ status }) => status === 'queued').length >= maxWaiting) {
        throw new AppError(
          'conflict',
          `${maxWaiting} runs of ${wordOfKey(key)} are waiting already; let some finish, or cancel them`,
        );
      }
      queueRun(transaction, request, { now, id });
      transaction.record({ action: 'run.start', resource: { type: 'run', id, name: request.title }, details });
      return findRun(transaction.tx, id);
    });
    if (run === undefined) throw new Error(`a run of ${request.title} was queued, but is not there`);
    onQueued(run.id);
    return run;
  }

  function startAgent(
    caller: Caller,
    agentId: string,
    start: { input?: unknown; reason?: OriginReason; details?: Record<string, unknown> },
  ): RunRow {
    const agent = changeable({ ...caller, ifRevision: undefined }, 'agent', {
      id: agentId,
      row: findAgent(read, agentId),
    });
    const runnable = findRunnable(read, agent);
    const request = planAgentRun(agent, runnable, startOf(caller, start.reason ?? reasonOf(caller), start.input));
    checkInput(start.input, runnable.inputSchema);
    return queue(caller, request, { details: { agentId, ...start.details } });
  }

  function planJob(job: JobRow, start: Start): { request: RunRequest; inputSchema: Record<string, unknown> | null } {
    const agent = findAgentOfJob(read, job);
    const runnable = findRunnable(read, agent);
    return { request: planJobRun(job, { agent, runnable }, start), inputSchema: runnable.inputSchema };
  }

  function getRunnableJob(caller: Caller, jobId: string): JobRow {
    const job = visible(caller, 'job', { id: jobId, row: findJob(read, jobId) });
    if (job.visibility !== 'shared' && !mayChange(caller.principal, job))
      throw new AppError('forbidden', `job ${job.name} belongs to someone else`);
    if (job.state === 'cancelled') throw new AppError('conflict', `job ${job.name} is cancelled, which is final`);
    return job;
  }

  /**
   * `queue` waits for the key, `reject` is 409 while it is taken, `replace` cancels what holds it, `parallel` does not
   * wait, though others wait for it. With dedupe a start inside the window answers with the earlier run.
   */
  function startJob(caller: Caller, jobId: string, start: ManualStart): { run: RunRow; deduplicated: boolean } {
    const job = getRunnableJob(caller, jobId);
    const planned = planJob(job, startOf(caller, reasonOf(caller), start.input ?? job.input));
    checkInput(planned.request.input ?? undefined, planned.inputSchema);
    const { dedupeKey } = planned.request;
    if (dedupeKey !== null && job.policy.dedupe !== null) {
      const after = clock.now() - job.policy.dedupe.windowSeconds * 1_000;
      const earlier = findDuplicate(read, { key: dedupeKey, after });
      if (earlier !== undefined) return { run: earlier, deduplicated: true };
    }
    const { priority, maxConcurrent } = planned.request;
    const request: RunRequest = {
      ...planned.request,
      priority: start.priority ?? priority,
      maxConcurrent: start.ifBusy === 'parallel' ? Number.MAX_SAFE_INTEGER : maxConcurrent,
    };
    return { run: queueJob(caller, request, { jobId, ifBusy: start.ifBusy }), deduplicated: false };
  }

  function queueJob(
    caller: Caller,
    request: RunRequest,
    details: { jobId: string; ifBusy: ManualStart['ifBusy'] },
  ): RunRow {
    const key = request.concurrencyKey;
    if (details.ifBusy === 'parallel') return queue(caller, request, { details, isBeside: true });
    if (key === null || details.ifBusy === 'queue') return queue(caller, request, { details });
    if (details.ifBusy === 'replace') return replace(caller, request, { key, details });
    const live = listLiveOfKey(read, key);
    if (live.length >= request.maxConcurrent)
      throw new AppError(
        'conflict',
        `run ${live[0]?.id} of ${wordOfKey(key)} is live; wait for it, or send ifBusy "queue"`,
      );
    return queue(caller, request, { details });
  }

  function replace(
    caller: Caller,
    request: RunRequest,
    { key, details }: { key: string; details: Record<string, unknown> },
  ): RunRow {
    const reason = `replaced by a start of ${caller.context.actor.name}`;
    let live: string[] = [];
    const run = queue(caller, request, {
      details,
      before: (transaction, by) => {
        const now = clock.now();
        const giving = listLiveOfKey(transaction.tx, key).map(({ id }) => id);
        refuseOthers(caller, transaction.tx, giving);
        markReplaced(transaction, giving, { by, reason, now });
        live = cancelInside(transaction, { where: eq(runs.concurrencyKey, key), reason, now });
      },
    });
    for (const id of live) stop(id, reason);
    return run;
  }

  /** One run of the draft as it is stored; needs no agent. */
  function startTest(
    caller: Caller,
    scriptId: string,
    start: {
      input?: unknown;
      profile?: ProfileInput | undefined;
      reason?: OriginReason;
      details?: Record<string, unknown>;
    },
  ): RunRow {
    const script = changeable({ ...caller, ifRevision: undefined }, 'script', {
      id: scriptId,
      row: findScript(read, scriptId),
    });
    const error = script.draftValidation.problems.find(({ severity }) => severity === 'error');
    if (error !== undefined)
      throw invalid(`draft.${error.path}`, `line ${error.line}, column ${error.column}: ${error.message}`);
    checkInput(start.input, script.draftValidation.inputSchema);
    const profile = fillProfile(caller, { isolation: 'any', ...start.profile });
    const request: RunRequest = {
      ...withoutAgent,
      ...underPolicy(defaultPolicy, profile),
      ...startOf(caller, start.reason ?? 'test', start.input),
      title: script.name,
      scriptId,
      treeSha256: script.draftTree,
      args: [],
      profile,
      ownerId: script.ownerId,
      visibility: script.visibility,
    };
    return queue(caller, request, { details: { scriptId, sha256: script.draftTree, ...start.details } });
  }

  /** One run of files that are in no registry: `automa run FILE.py`. */
  function startFile(caller: Caller, start: FileStart): RunRow {
    const profile = fillProfile(caller, { isolation: 'any', ...start.profile });
    const treeSha256 = hashTree(start.tree);
    const request: RunRequest = {
      ...withoutAgent,
      ...underPolicy({ ...defaultPolicy, timeoutSeconds: profile.timeoutSeconds }, profile),
      ...startOf(caller, reasonOf(caller), start.input),
      title: start.title,
      scriptId: null,
      treeSha256,
      args: start.args,
      environment: start.environment,
      profile,
      ownerId: caller.principal.userId,
      visibility: 'private',
    };
    return queue(caller, request, {
      details: { sha256: treeSha256 },
      before: ({ tx }) => saveTree(tx, start.tree, clock.now()),
    });
  }

  /** Again: `exact` with every ingredient as it was, else with what is current. Refuses, with the reason, what is gone. */
  function rerun(caller: Caller, id: string, { exact }: { exact: boolean }): RunRow {
    const run = findRun(read, id);
    if (run === undefined || !mayRead(caller.principal, run)) throw notFound('run', id);
    if (!mayChange(caller.principal, run)) throw new AppError('forbidden', `run ${id} belongs to someone else`);
    const details = { rerunOf: id, exact };
    const { origin } = startOf(caller, 'rerun', null);
    if (exact) return queue(caller, planExactRerun(read, run, { principal: caller.principal, origin }), { details });
    const input = run.input ?? undefined;
    const gone = (what: string) =>
      new AppError('conflict', `run ${id} cannot be repeated: its ${what} is in the trash`);
    if (run.jobId !== null) {
      if (findJob(read, run.jobId) === undefined) throw gone('job');
      const { request, inputSchema } = planJob(getRunnableJob(caller, run.jobId), {
        input,
        timezone: run.timezone,
        origin,
        covers: null,
      });
      checkInput(input, inputSchema);
      return queue(caller, request, { details });
    }
    if (run.agentId !== null) {
      if (findAgent(read, run.agentId) === undefined) throw gone('agent');
      return startAgent(caller, run.agentId, { input, reason: 'rerun', details });
    }
    if (run.scriptId !== null) {
      if (findScript(read, run.scriptId) === undefined) throw gone('script');
      return startTest(caller, run.scriptId, { input, reason: 'rerun', details });
    }
    throw new AppError('conflict', `run ${id} was of a file; only the exact re-run has its content`);
  }

  return {
    startAgent: (caller: Caller, agentId: string, { input }: { input?: unknown }) =>
      startAgent(caller, agentId, { input }),
    startJob,
    startTest: (
      caller: Caller,
      scriptId: string,
      { input, profile }: { input?: unknown; profile?: ProfileInput | undefined },
    ) => startTest(caller, scriptId, { input, profile }),
    startFile,
    rerun,
  };
}

/** A program asked, with a token; or a person did. */
function reasonOf({ principal }: Caller): OriginReason {
  return principal.kind === 'api-token' || principal.kind === 'access-token' ? 'api' : 'manual';
}

/** Whoever may run a shared job may not end what is not theirs for it. */
function refuseOthers({ principal }: Caller, read: ReadDb, runIds: readonly string[]): void {
  const others = runIds.filter((id) => {
    const run = findRun(read, id);
    return run !== undefined && !mayChange(principal, run);
  });
  if (others.length > 0)
    throw new AppError('conflict', 'a run of somebody else would have to give way; send ifBusy "queue" to wait for it');
}

export type RunStarter = ReturnType<typeof makeRunStarter>;
