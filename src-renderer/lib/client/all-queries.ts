import { api, client } from './api.ts';
import { readAll } from './read-all.ts';

// For choices among all there are, and for names beside other things; 200 is the most a page may have.
const input = { limit: 200 };

/** The agents one may see, by name. */
export function allAgentsQuery() {
  return {
    queryKey: api.agents.list.queryKey({ input }),
    queryFn: () => readAll((cursor) => client.agents.list({ ...input, cursor })),
  };
}

/** The jobs one may see, by name. */
export function allJobsQuery() {
  return {
    queryKey: api.jobs.list.queryKey({ input }),
    queryFn: () => readAll((cursor) => client.jobs.list({ ...input, cursor })),
  };
}

/** The scripts one may see, by name. */
export function allScriptsQuery() {
  return {
    queryKey: api.scripts.list.queryKey({ input }),
    queryFn: () => readAll((cursor) => client.scripts.list({ ...input, cursor })),
  };
}
