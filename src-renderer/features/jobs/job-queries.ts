import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Agent } from '#contract/agents.ts';
import { allAgentsQuery } from '../../lib/client/all-queries.ts';
import { api } from '../../lib/client/api.ts';
import type { JobFilters } from './job-filters.ts';

const pageSize = 100;
/** So many marks has the strip of a row. */
export const recentCount = 20;

/** Jobs page by page, in the order and with the filters of the address. */
export function jobsQuery({ agent, sort = 'nextAt', ...filters }: JobFilters) {
  return api.jobs.list.infiniteOptions({
    input: (cursor: string | undefined) => ({
      ...filters,
      sort,
      limit: pageSize,
      ...(agent !== undefined && { agentId: agent }),
      ...(cursor !== undefined && { cursor }),
    }),
    initialPageParam: undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    // The rows of before stay until the new filter's arrive: nothing flashes while one types.
    placeholderData: keepPreviousData,
  });
}

/** The last runs of a job, newest first; asked for by the rows in view alone. */
export function recentRunsQuery(jobId: string) {
  return api.jobs.executions.queryOptions({ input: { id: jobId, limit: recentCount } });
}

/** The agents by id, for their names beside the jobs. */
export function useAgents(): UseQueryResult<ReadonlyMap<string, Agent>> {
  return useQuery({ ...allAgentsQuery(), select: toMap });
}

function toMap({ items }: { items: readonly Agent[] }): ReadonlyMap<string, Agent> {
  return new Map(items.map((agent) => [agent.id, agent]));
}
