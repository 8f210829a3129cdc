import { defaultPolicy } from '#contract/policy.ts';
import { defaultProfile } from '#contract/profile.ts';
import type { Principal } from '../access/principal.ts';
import { findAgent } from '../agents/agents.ts';
import { checkProfile } from '../agents/profile-rules.ts';
import { AppError } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import { findJob } from '../jobs/job-store.ts';
import { findScript } from '../scripts/script-store.ts';
import type { RunRequest, RunRow } from './queue-run.ts';

/**
 * The request that repeats a run with every ingredient as it was. Refuses, with the reason, when one is gone: what
 * was deleted or switched off meanwhile must not come alive by an old run, nor a grant that was taken back.
 */
export function planExactRerun(
  read: ReadDb,
  run: RunRow,
  asked: { principal: Principal; origin: RunRequest['origin'] },
): RunRequest {
  const gone = findGone(read, run);
  if (gone !== undefined) throw new AppError('conflict', `run ${run.id} cannot be repeated exactly: ${gone}`);
  const agent = run.agentId === null ? undefined : findAgent(read, run.agentId);
  checkProfile(asked.principal, run.profile, agent?.profile ?? defaultProfile);
  return {
    title: run.title,
    jobId: run.jobId,
    agentId: run.agentId,
    scriptId: run.scriptId,
    scriptVersion: run.scriptVersion,
    treeSha256: run.treeSha256,
    args: run.args,
    input: run.input,
    config: run.config,
    environment: run.environment,
    timezone: run.timezone,
    profile: run.profile,
    retry: run.retry,
    timeoutSeconds: run.timeoutSeconds,
    killGraceSeconds: run.killGraceSeconds,
    startWithinSeconds: defaultPolicy.startWithinSeconds,
    wantedImageDigest: run.imageDigest,
    priority: run.priority,
    agingSeconds: run.agingSeconds,
    concurrencyKey: run.concurrencyKey,
    maxConcurrent: run.maxConcurrent,
    dedupeKey: null,
    waitsForPower: false,
    origin: asked.origin,
    ownerId: run.ownerId,
    visibility: run.visibility,
    covers: null,
  };
}

function findGone(read: ReadDb, run: RunRow): string | undefined {
  if (run.agentId !== null) {
    const agent = findAgent(read, run.agentId);
    if (agent === undefined) return 'its agent is in the trash';
    if (!agent.isActive) return `agent ${agent.name} is switched off`;
  }
  if (run.jobId !== null) {
    const job = findJob(read, run.jobId);
    if (job === undefined) return 'its job is in the trash';
    if (job.state === 'cancelled') return `job ${job.name} is cancelled`;
  }
  if (run.scriptId !== null && findScript(read, run.scriptId) === undefined) return 'its script is in the trash';
  return undefined;
}
