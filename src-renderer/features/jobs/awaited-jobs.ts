import { useQueries } from '@tanstack/react-query';
import type { Job } from '#contract/jobs.ts';
import { api } from '../../lib/client/api.ts';
import { awaitedJobOf, type Waiting } from './awaited-job.ts';

/** The jobs these triggers wait for, by id; without those one may not see. */
export function useAwaitedJobs(triggers: readonly Waiting[]): ReadonlyMap<string, Job> {
  const ids = new Set(triggers.flatMap((trigger) => awaitedJobOf(trigger) ?? []));
  return useQueries({
    queries: [...ids].map((id) => api.jobs.get.queryOptions({ input: { id }, retry: false })),
    combine: (found) => new Map(found.flatMap(({ data }) => (data === undefined ? [] : [[data.id, data]]))),
  });
}
