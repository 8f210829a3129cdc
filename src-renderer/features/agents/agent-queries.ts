import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Script } from '#contract/scripts.ts';
import { allScriptsQuery } from '../../lib/client/all-queries.ts';
import { api } from '../../lib/client/api.ts';
import type { AgentFilters } from './agent-filters.ts';

const pageSize = 100;
const recentRuns = 12;

/** Agents page by page, by name. */
export function agentsQuery({ q }: AgentFilters) {
  return api.agents.list.infiniteOptions({
    input: (cursor: string | undefined) => ({
      limit: pageSize,
      ...(q !== undefined && { q }),
      ...(cursor !== undefined && { cursor }),
    }),
    initialPageParam: undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** One agent with what it is doing. */
export function agentQuery(agentId: string) {
  return api.agents.get.queryOptions({ input: { id: agentId } });
}

/** The last runs of an agent, newest first. */
export function agentRunsQuery(agentId: string) {
  return api.runs.list.queryOptions({ input: { agentId, limit: recentRuns } });
}

/** The jobs that run this agent. */
export function agentJobsQuery(agentId: string) {
  return api.jobs.list.queryOptions({ input: { agentId, limit: 200 } });
}

/** One script, for its name. */
export function scriptQuery(scriptId: string) {
  return api.scripts.get.queryOptions({ input: { id: scriptId }, retry: false });
}

/** What was published of a script, newest first; asked for once there is one. */
export function scriptVersionsQuery(scriptId: string | undefined) {
  return api.scripts.versions.queryOptions({ input: { id: scriptId ?? '' }, enabled: scriptId !== undefined });
}

/** The scripts by id, for their names. */
export function useScripts(): ReadonlyMap<string, Script> | undefined {
  return useQuery({ ...allScriptsQuery(), select: byId }).data;
}

function byId({ items }: { items: readonly Script[] }): ReadonlyMap<string, Script> {
  return new Map(items.map((script) => [script.id, script]));
}
