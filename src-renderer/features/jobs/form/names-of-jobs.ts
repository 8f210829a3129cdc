import { useQueries } from '@tanstack/react-query';
import { readAwaited } from '../../../lib/awaited-event.ts';
import { api } from '../../../lib/client/api.ts';
import type { TriggerDraft } from './trigger-draft.ts';

/** The names of the jobs these triggers wait for, by id; without those one may not see. */
export function useNamesOfJobs(triggers: readonly TriggerDraft[]): ReadonlyMap<string, string> {
  const ids = new Set(triggers.flatMap(awaitedJobOf));
  return useQueries({
    queries: [...ids].map((id) => api.jobs.get.queryOptions({ input: { id }, retry: false })),
    combine: (found) => new Map(found.flatMap(({ data }) => (data === undefined ? [] : [[data.id, data.name]]))),
  });
}

function awaitedJobOf({ kind, expr, filter }: TriggerDraft): string[] {
  const awaited = kind === 'event' ? readAwaited({ expr, filter }) : undefined;
  return awaited?.of === 'job' ? [awaited.jobId] : [];
}
