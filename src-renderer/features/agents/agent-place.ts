import { oneOf, readSearch, text } from '../../lib/search-params.ts';

/** What a new agent begins with, as it stands in the address. */
export const readNewAgentPlace = readSearch({
  /** The script it runs, by id. */
  script: text(100),
  /** Where one came from and goes on to when it is made. */
  back: oneOf(['jobs']),
});
