import { underPath } from '../audit/list-changes.ts';
import type { JobAsStored } from './job-lifecycle.ts';
import type { TriggerRow } from './job-store.ts';

/** More excluded days than these are only counted. */
const mostDatesShown = 20;

/** What can be edited of a job, for the audit log. */
export function describeJob({ row, triggers }: JobAsStored): Record<string, unknown> {
  const { name, description, agentId, input, environment, visibility, tags, folder, policy } = row;
  return {
    ...{ name, description, agentId, input, environment, visibility, tags, folder },
    ...underPath('policy', policy),
    triggers: triggers.map(describeTriggerRow),
  };
}

/** A trigger as it is stored, without what is not set. */
function describeTriggerRow(row: TriggerRow): Record<string, unknown> {
  const { id, name, kind, expr, timezone, enabled, startAt, endAt, maxRuns, jitterSeconds, input, environment } = row;
  const { filter, debounceSeconds, batch, everySeconds, forSeconds, exclusions } = row;
  const all = {
    ...{ id, name, kind, expr, timezone, enabled, startAt, endAt, maxRuns, jitterSeconds, input, environment },
    ...{ filter, debounceSeconds, batch, everySeconds, forSeconds },
    exclusions: exclusions && {
      ...exclusions,
      dates: exclusions.dates.length > mostDatesShown ? `${exclusions.dates.length} days` : exclusions.dates,
    },
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== 0));
}
