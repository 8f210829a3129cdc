import { readSearch, text } from '../lib/search-params.ts';

/** What a new job begins with, as it stands in the address: the agent it runs, by id. */
export const readNewJobPlace = readSearch({ agent: text(100) });
