import { oneOf, readSearch, text } from '../../lib/search-params.ts';

/** The states one looks for; the rest of them pass in a moment. */
export const filterStatuses = [
  'running',
  'queued',
  'retry-wait',
  'succeeded',
  'failed',
  'timed-out',
  'cancelled',
  'lost',
] as const;
export const filterTriggers = ['schedule', 'catch-up', 'manual', 'api', 'test', 'rerun'] as const;

/** What of the runs is shown, as it stands in the address. */
export const readRunFilters = readSearch({
  status: oneOf(filterStatuses),
  trigger: oneOf(filterTriggers),
  job: text(36),
  agent: text(36),
  q: text(200),
});

export type RunFilters = ReturnType<typeof readRunFilters>;

/** Whether anything narrows the list, so that an empty one can say why. */
export function isFiltered(filters: RunFilters): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}
