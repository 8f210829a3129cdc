import { oneOf, readSearch, text, whole } from '../../../lib/search-params.ts';

/** What of a log is shown, as it stands in the address: a linked line, one stream, a search. */
export const readLogPlace = readSearch({
  line: whole(1),
  stream: oneOf(['stdout', 'stderr', 'system']),
  q: text(500),
});

export type LogPlace = ReturnType<typeof readLogPlace>;
