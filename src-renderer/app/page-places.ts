import { readScriptFilters } from '../features/scripts/script-filters.ts';
import { flag, readSearch, text } from '../lib/search-params.ts';

/** What a new job begins with, as it stands in the address: the agent it runs, by id. */
export const readNewJobPlace = readSearch({ agent: text(100) });

const readScriptsAct = readSearch({ create: flag });

/** Which scripts are shown, and whether one is being made. */
export function readScriptsPlace(raw: Record<string, unknown>) {
  return { ...readScriptFilters(raw), ...readScriptsAct(raw) };
}
