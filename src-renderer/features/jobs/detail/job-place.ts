import { oneOf, readSearch, text, whole } from '../../../lib/search-params.ts';

/** What of a job is shown, as it stands in the address. */
export const readJobPlace = readSearch({
  tab: oneOf(['runs', 'history']),
  /** The instant one asks about, as `keyOf` names it. */
  at: text(80),
  /** So many days back the shown two days end; 0 is today. */
  back: whole(),
});

export type JobPlace = ReturnType<typeof readJobPlace>;
