import { oneOf, readSearch, text } from '../../lib/search-params.ts';

/** What of the jobs is shown, as it stands in the address. */
export const readJobFilters = readSearch({
  state: oneOf(['active', 'paused', 'completed', 'cancelled']),
  kind: oneOf(['cron', 'interval', 'once', 'rrule', 'event', 'condition']),
  agent: text(36),
  q: text(200),
  sort: oneOf(['name', 'nextAt', 'createdAt']),
});

export type JobFilters = ReturnType<typeof readJobFilters>;

/** Whether anything narrows the list, so that an empty one can say why. */
export function isFiltered({ state, kind, agent, q }: JobFilters): boolean {
  return [state, kind, agent, q].some((value) => value !== undefined);
}
