import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Agent } from '#contract/agents.ts';
import type { Script } from '#contract/scripts.ts';
import { allAgentsQuery, allScriptsQuery } from '../../lib/client/all-queries.ts';
import { api } from '../../lib/client/api.ts';
import type { ScriptFilters } from './script-filters.ts';

const pageSize = 100;

/** Scripts page by page by name, with the filters of the address. Those put away are a list of their own. */
export function scriptsQuery(filters: ScriptFilters) {
  return api.scripts.list.infiniteOptions({
    input: (cursor: string | undefined) => ({
      ...filters,
      archived: filters.archived === true,
      limit: pageSize,
      ...(cursor !== undefined && { cursor }),
    }),
    initialPageParam: undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** The last run of a script, its test runs among them; asked for by the rows in view alone. */
export function lastRunQuery(scriptId: string) {
  return api.runs.list.queryOptions({ input: { scriptId, limit: 1 } });
}

export function versionsQuery(scriptId: string) {
  return api.scripts.versions.queryOptions({ input: { id: scriptId } });
}

/** One version with its files; it never changes, so it is read once. */
export function versionQuery(scriptId: string, number: number) {
  return api.scripts.version.queryOptions({ input: { id: scriptId, number }, staleTime: Number.POSITIVE_INFINITY });
}

/** The agents by the script they run. */
export function useScriptUsers(): ReadonlyMap<string, readonly Agent[]> {
  const { data } = useQuery({ ...allAgentsQuery(), select: byScript });
  return data ?? noUsers;
}

function byScript({ items }: { items: readonly Agent[] }): ReadonlyMap<string, readonly Agent[]> {
  return Map.groupBy(items, ({ scriptId }) => scriptId);
}

const noUsers: ReadonlyMap<string, readonly Agent[]> = new Map();

/** Folders and tags that are in use, to choose from. */
export function useScriptLabels(): { folders: readonly string[]; tags: readonly string[] } {
  const { data } = useQuery({ ...allScriptsQuery(), select: labelsOf });
  return data ?? noLabels;
}

function labelsOf({ items }: { items: readonly Script[] }) {
  return {
    folders: distinct(items.map(({ folder }) => folder)),
    tags: distinct(items.flatMap(({ tags }) => tags)),
  };
}

const noLabels = { folders: [], tags: [] };

function distinct(labels: readonly string[]): readonly string[] {
  return [...new Set(labels)].filter((label) => label !== '').sort((a, b) => a.localeCompare(b));
}
