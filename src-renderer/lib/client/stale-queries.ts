import type { Query } from '@tanstack/react-query';
import type { Change } from '#contract/system.ts';

/** Queries of other areas that a change of a topic makes stale, as paths in the contract. */
const alsoStale: Partial<Record<Change['topic'], readonly string[]>> = {
  runs: [
    'jobs.executions',
    'jobs.occurrences',
    'jobs.minute',
    'agents.list',
    'agents.get',
    'agents.status',
    'system.scheduler',
    'scheduler.calendar',
    'events.list',
    'events.get',
  ],
  jobs: ['system.scheduler', 'scheduler.calendar', 'events.list', 'events.get'],
  agents: ['scheduler.calendar'],
  scripts: ['agents.list'],
  settings: ['system.monitoring'],
  system: ['jobs.occurrences', 'jobs.minute', 'scheduler.calendar'],
};

/** Whether one of the changes concerns this query: lists by topic, single things by their id. */
export function isStale(query: Pick<Query, 'queryKey'>, changes: readonly Change[]): boolean {
  const [path, options] = query.queryKey;
  if (!Array.isArray(path)) return false;
  const [area] = path;
  const name = path.join('.');
  const id = idOf(options);
  return changes.some((change) => {
    if (change.topic === area) return id === undefined || change.id === null || id === change.id;
    return alsoStale[change.topic]?.includes(name) ?? false;
  });
}

/** The `id` in the input of a query's key as oRPC makes it: `[path, { input, type }]`. */
function idOf(options: unknown): string | undefined {
  if (typeof options !== 'object' || options === null || !('input' in options)) return undefined;
  const { input } = options;
  if (typeof input !== 'object' || input === null || !('id' in input)) return undefined;
  return typeof input.id === 'string' ? input.id : undefined;
}
