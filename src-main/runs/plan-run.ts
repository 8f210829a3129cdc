import { defaultPolicy, type Policy } from '#contract/jobs.ts';
import { type AgentRow, findAgent } from '../agents/agents.ts';
import { AppError } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import type { JobRow } from '../jobs/job-store.ts';
import { findScript, getVersion } from '../scripts/script-store.ts';
import type { RunRequest } from './queue-run.ts';

type PartOfAgent =
  | 'agentId'
  | 'scriptId'
  | 'scriptVersion'
  | 'treeSha256'
  | 'config'
  | 'environment'
  | 'profile'
  | 'concurrencyKey';
/** What differs from one start of the same thing to the next. */
export type Start = Pick<RunRequest, 'input' | 'timezone' | 'origin' | 'covers'>;

/** What a run of an agent is made of today; throws `conflict` when it cannot run. */
export function planAgent(
  read: ReadDb,
  agent: AgentRow,
): { parts: Pick<RunRequest, PartOfAgent>; inputSchema: Record<string, unknown> | null } {
  if (!agent.isActive) throw new AppError('conflict', `agent ${agent.name} is switched off`);
  const script = findScript(read, agent.scriptId);
  if (script === undefined) throw new AppError('conflict', `the script of agent ${agent.name} is in the trash`);
  const number = agent.version ?? script.activeVersion;
  if (number === null) throw new AppError('conflict', `script ${script.name} has no active version; publish it first`);
  const version = getVersion(read, script.id, number);
  const parts = {
    agentId: agent.id,
    scriptId: script.id,
    scriptVersion: number,
    treeSha256: version.treeSha256,
    config: agent.config,
    environment: agent.environment,
    profile: agent.profile,
    concurrencyKey: `agent:${agent.id}`,
  };
  return { parts, inputSchema: version.inputSchema };
}

/** The request for a run of an agent by itself. */
export function planAgentRun(read: ReadDb, agent: AgentRow, start: Start): Planned {
  const { parts, inputSchema } = planAgent(read, agent);
  const request: RunRequest = {
    ...parts,
    ...underPolicy(defaultPolicy, parts.profile),
    ...start,
    title: agent.name,
    jobId: null,
    args: [],
    wantedImageDigest: null,
    ownerId: agent.ownerId,
    visibility: agent.visibility,
  };
  return { request, inputSchema };
}

/** The request for a run of a job; its trigger may bring an input of its own. */
export function planJobRun(read: ReadDb, job: JobRow, start: Start): Planned {
  const agent = findAgent(read, job.agentId);
  if (agent === undefined) throw new AppError('conflict', `the agent of job ${job.name} is in the trash`);
  const { request, inputSchema } = planAgentRun(read, agent, start);
  const { ownerId, visibility } = job;
  return {
    request: {
      ...request,
      ...underPolicy(job.policy, request.profile),
      title: job.name,
      jobId: job.id,
      ownerId,
      visibility,
    },
    inputSchema,
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
  wantedImageDigest: null,
  covers: null,
};

interface Planned {
  request: RunRequest;
  /** What `main` takes; null when nobody knows. */
  inputSchema: Record<string, unknown> | null;
}
