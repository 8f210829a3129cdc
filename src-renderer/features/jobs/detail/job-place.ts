import { oneOf, readSearch, text, whole } from '../../../lib/search-params.ts';

/** As far ahead as one can look. */
const mostDays = 36_500;

/** What of a job is shown, as it stands in the address. */
export const readJobPlace = readSearch({
  tab: oneOf(['runs', 'history']),
  /** What one asks about: an instant, as `keyOf` names it, or a minute, as the contract writes moments. */
  at: text(80),
  /** So many days back the shown two days end; 0 is today, below it lies ahead. */
  back: whole(-mostDays),
});

export type JobPlace = ReturnType<typeof readJobPlace>;

/** Which part of the form one was led to. */
export const readFormPlace = readSearch({ part: oneOf(['when', 'how']) });

/** The minute that is asked about; undefined where it is an instant of the ledger, or nothing yet. */
export function readMinute(at: string | undefined): number | undefined {
  return at !== undefined && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) ? Date.parse(at) : undefined;
}
