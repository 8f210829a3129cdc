import { defaultPolicy, type Policy } from '#contract/policy.ts';
import { type AgentRow, findAgent } from '../agents/agents.ts';
import { AppError } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import type { JobRow, TriggerRow } from '../jobs/job-store.ts';
import { agentKey, concurrencyKeyOf, dedupeKeyOf } from '../jobs/policy/keys.ts';
import { findScript, getVersion } from '../scripts/script-store.ts';
import type { RunRequest } from './queue-run.ts';

/** What differs from one start of the same thing to the next. */
export type Start = Pick<RunRequest, 'input' | 'timezone' | 'origin' | 'covers'>;

/** A start of a job; what its trigger brings and the event that fired it may appear in the keys of its policy. */
export interface JobStart extends Start {
  trigger?: Pick<TriggerRow, 'id' | 'name' | 'kind' | 'environment'>;
  event?: unknown;
}

/** What an agent would run: a version of its script. */
export interface Runnable {
  scriptId: string;
  scriptVersion: number;
  treeSha256: string;
  /** What `main` takes; null when nobody knows. */
  inputSchema: Record<string, unknown> | null;
}

/** The version pinned, else the active one; throws `conflict` when there is none to run. */
export function findRunnable(read: ReadDb, agent: Pick<AgentRow, 'name' | 'scriptId' | 'version'>): Runnable {
  const script = findScript(read, agent.scriptId);
  if (script === undefined) throw new AppError('conflict', `the script of agent ${agent.name} is in the trash`);
  const number = agent.version ?? script.activeVersion;
  if (number === null) throw new AppError('conflict', `script ${script.name} has no active version; publish it first`);
  const { treeSha256, inputSchema } = getVersion(read, script.id, number);
  return { scriptId: script.id, scriptVersion: number, treeSha256, inputSchema };
}

/** The request for a run of an agent by itself; throws `conflict` when it may not run. */
export function planAgentRun(agent: AgentRow, runnable: Runnable, start: Start): RunRequest {
  if (!agent.isActive) throw new AppError('conflict', `agent ${agent.name} is switched off`);
  return {
    ...underPolicy(defaultPolicy, agent.profile),
    ...start,
    title: agent.name,
    jobId: null,
    agentId: agent.id,
    scriptId: runnable.scriptId,
    scriptVersion: runnable.scriptVersion,
    treeSha256: runnable.treeSha256,
    args: [],
    config: agent.config,
    environment: agent.environment,
    profile: agent.profile,
    concurrencyKey: agentKey(agent.id),
    maxConcurrent: 1,
    dedupeKey: null,
    wantedImageDigest: null,
    ownerId: agent.ownerId,
    visibility: agent.visibility,
  };
}

/** The agent of a job; throws `conflict` when it is gone. */
export function findAgentOfJob(read: ReadDb, job: JobRow): AgentRow {
  const agent = findAgent(read, job.agentId);
  if (agent === undefined) throw new AppError('conflict', `the agent of job ${job.name} is in the trash`);
  return agent;
}

/**
 * The request for a run of a job by its agent; its trigger may bring an input and an environment of its own. Throws
 * `invalid` when a key of the policy cannot be filled.
 */
export function planJobRun(job: JobRow, by: { agent: AgentRow; runnable: Runnable }, start: JobStart): RunRequest {
  const { ownerId, visibility, policy } = job;
  const { trigger, event = null, ...common } = start;
  const scope = { input: start.input, job, agent: by.agent, trigger: trigger ?? null, event };
  return {
    ...planAgentRun(by.agent, by.runnable, common),
    ...underPolicy(policy, by.agent.profile),
    environment: trigger?.environment ?? job.environment ?? by.agent.environment,
    concurrencyKey: concurrencyKeyOf(policy, scope),
    maxConcurrent: policy.maxConcurrent ?? 1,
    dedupeKey: dedupeKeyOf(policy, scope),
    waitsForPower: trigger !== undefined && policy.power.onBattery === 'wait',
    title: job.name,
    jobId: job.id,
    ownerId,
    visibility,
  };
}

/** The smaller of policy and profile ceiling binds. */
export function underPolicy(policy: Policy, profile: RunRequest['profile']) {
  return {
    retry: policy.retry,
    timeoutSeconds: Math.min(policy.timeoutSeconds, profile.timeoutSeconds),
    killGraceSeconds: Math.min(policy.killGraceSeconds, profile.killGraceSeconds),
    startWithinSeconds: policy.startWithinSeconds,
    priority: policy.priority,
    agingSeconds: policy.agingSeconds,
    waitsForPower: false,
  };
}

/** What runs without an agent: a draft, a file. */
export const withoutAgent = {
  jobId: null,
  agentId: null,
  scriptVersion: null,
  config: {},
  environment: 'TEST',
  concurrencyKey: null,
  maxConcurrent: 1,
  dedupeKey: null,
  wantedImageDigest: null,
  covers: null,
};
