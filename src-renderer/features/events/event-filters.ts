import { readSearch, text } from '../../lib/search-params.ts';

/** Which events are shown, as it stands in the address. */
export const readEventFilters = readSearch({
  /** A pattern: `order.*`. */
  type: text(200),
  source: text(200),
  /** The event that is open. */
  event: text(36),
});

export type EventFilters = ReturnType<typeof readEventFilters>;
