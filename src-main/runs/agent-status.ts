import { and, desc, eq, isNotNull } from 'drizzle-orm';
import type { AgentStatus } from '#contract/agents.ts';
import type { AgentRow } from '../agents/agents.ts';
import { toInstant } from '../base/clock.ts';
import type { ReadDb } from '../db/database.ts';
import { runs } from '../db/schema/runs.ts';
import { isBusy } from './claim-run.ts';

/** What an agent is doing, and how it ended last. */
export function agentStatus(read: ReadDb, agent: AgentRow): AgentStatus {
  const live = read
    .select({
      id: runs.id,
      status: runs.status,
      startedAt: runs.startedAt,
      queuedAt: runs.queuedAt,
      cancelRequestedAt: runs.cancelRequestedAt,
    })
    .from(runs)
    .where(and(eq(runs.agentId, agent.id), isBusy))
    .orderBy(desc(runs.id))
    .limit(1)
    .get();
  const last = read
    .select({ finishedAt: runs.finishedAt, status: runs.status, exitCode: runs.exitCode })
    .from(runs)
    .where(and(eq(runs.agentId, agent.id), isNotNull(runs.finishedAt)))
    .orderBy(desc(runs.id))
    .limit(1)
    .get();
  const lastExit =
    last === undefined || last.finishedAt === null
      ? null
      : { at: toInstant(last.finishedAt), status: last.status, exitCode: last.exitCode };
  if (!agent.isActive) return { state: 'disabled', since: toInstant(agent.updatedAt), lastExit, runId: null };
  if (live !== undefined) {
    const since = toInstant(live.cancelRequestedAt ?? live.startedAt ?? live.queuedAt);
    if (live.cancelRequestedAt !== null) return { state: 'stopping', since, lastExit, runId: live.id };
    return { state: live.status === 'running' ? 'running' : 'starting', since, lastExit, runId: live.id };
  }
  const isBad = last !== undefined && ['failed', 'timed-out', 'lost'].includes(last.status);
  return { state: isBad ? 'failed' : 'idle', since: lastExit?.at ?? toInstant(agent.createdAt), lastExit, runId: null };
}
