import { keepPreviousData } from '@tanstack/react-query';
import type { Run } from '#contract/runs.ts';
import { allAgentsQuery, allJobsQuery } from '../../lib/client/all-queries.ts';
import { api } from '../../lib/client/api.ts';
import type { RunFilters } from './run-filters.ts';

const usualFrom = 60;

/** One run with its attempts. */
export function runQuery(runId: string) {
  return api.runs.get.queryOptions({ input: { id: runId } });
}

/** How long runs like this one took lately: of the same job, else of the same agent or script. */
export function usualQuery(run: Run | undefined) {
  return api.runs.list.queryOptions({
    input: {
      status: 'succeeded',
      limit: usualFrom,
      ...(run && kindred(run)),
    },
    enabled: run !== undefined && [run.jobId, run.agentId, run.scriptId].some((id) => id !== null),
    staleTime: 5 * 60_000,
    select: ({ items }) => medianOf(items),
  });
}

/** The last run before this one that went well: of the same job, else of the same agent or script. */
export function lastGoodQuery(run: Run | undefined) {
  return api.runs.list.queryOptions({
    input: { status: 'succeeded', limit: 1, ...(run && { ...kindred(run), to: run.queuedAt }) },
    enabled: run !== undefined && [run.jobId, run.agentId, run.scriptId].some((id) => id !== null),
    select: ({ items }) => items[0],
  });
}

/** What the run left in /out; asked again when it ends. */
export function artifactsQuery(run: Run) {
  return api.runs.artifacts.queryOptions({ input: { id: run.id } });
}

/** What runs like this one have in common. */
function kindred({ jobId, agentId, scriptId }: Run) {
  if (jobId !== null) return { jobId };
  if (agentId !== null) return { agentId };
  return scriptId === null ? {} : { scriptId };
}

export interface Usual {
  ms: number;
  /** Of so many runs. */
  of: number;
}

function medianOf(runs: readonly Run[]): Usual | undefined {
  const durations = runs.flatMap(({ durationMs }) => durationMs ?? []).sort((a, b) => a - b);
  const lower = durations[Math.ceil(durations.length / 2) - 1];
  const upper = durations[Math.floor(durations.length / 2)];
  return lower === undefined || upper === undefined ? undefined : { ms: (lower + upper) / 2, of: durations.length };
}

const pageSize = 100;

/** Runs page by page, newest first, with the filters of the address. */
export function runsQuery({ job, agent, ...filters }: RunFilters) {
  return api.runs.list.infiniteOptions({
    input: (cursor: string | undefined) => ({
      ...filters,
      limit: pageSize,
      ...(job !== undefined && { jobId: job }),
      ...(agent !== undefined && { agentId: agent }),
      ...(cursor !== undefined && { cursor }),
    }),
    initialPageParam: undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    // The rows of before stay until the new filter's arrive: nothing flashes while one types.
    placeholderData: keepPreviousData,
  });
}

/** The jobs by id, for the choice among them. */
export function jobNamesQuery() {
  return { ...allJobsQuery(), select: namesOf };
}

/** The agents by id, for their names beside the runs. */
export function agentNamesQuery() {
  return { ...allAgentsQuery(), select: namesOf };
}

function namesOf({ items }: { items: readonly { id: string; name: string }[] }): ReadonlyMap<string, string> {
  return new Map(items.map(({ id, name }) => [id, name]));
}
