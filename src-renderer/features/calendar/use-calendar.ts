import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Job } from '#contract/jobs.ts';
import { api, client } from '../../lib/client/api.ts';
import { readAll } from '../../lib/client/read-all.ts';
import type { CalendarPlace } from './calendar-place.ts';
import type { CalendarRange } from './calendar-range.ts';
import { planCalendar } from './plan-calendar.ts';

/** As many as the core gives at once. */
const mostItems = 10_000;
const pageSize = 200;
/** Beyond so many pages of jobs nobody reads a calendar that is not narrowed. */
const mostPages = 25;

/** What of the jobs one may see lies in the range. */
export function useCalendar(place: CalendarPlace, range: CalendarRange) {
  const from = range.from.getTime();
  const to = range.to.getTime();
  const { job, agent, environment } = place;
  const jobs = useQuery({
    // Under the list's own path, so that news of jobs makes it stale
    queryKey: [...api.jobs.list.key(), 'all'],
    queryFn: ({ signal }) => listAllJobs(signal),
  });
  const calendar = useQuery(
    api.scheduler.calendar.queryOptions({
      input: {
        from: new Date(from).toISOString(),
        to: new Date(to - 1).toISOString(),
        limit: mostItems,
        ...(job !== undefined && { jobId: job }),
        ...(agent !== undefined && { agentId: agent }),
        ...(environment !== undefined && { environment }),
      },
      placeholderData: keepPreviousData,
    }),
  );
  const entries = useMemo(
    () => planCalendar(calendar.data?.items ?? [], jobs.data ?? [], { from: new Date(from), to: new Date(to) }),
    [calendar.data, jobs.data, from, to],
  );
  return {
    jobs: jobs.data ?? none,
    entries,
    isCut: calendar.data?.truncated === true,
    isLoading: jobs.isPending || calendar.isPending || calendar.isPlaceholderData,
    error: calendar.error ?? jobs.error,
    retry: () => {
      void jobs.refetch();
      void calendar.refetch();
    },
  };
}

const none: readonly Job[] = [];

async function listAllJobs(signal: AbortSignal): Promise<readonly Job[]> {
  const readPage = (cursor: string | undefined) => client.jobs.list({ limit: pageSize, cursor }, { signal });
  return (await readAll(readPage, mostPages)).items;
}
