import { readSearch, text } from '../../lib/search-params.ts';

/** What of the agents is shown, as it stands in the address. */
export const readAgentFilters = readSearch({ q: text(200) });

export type AgentFilters = ReturnType<typeof readAgentFilters>;
