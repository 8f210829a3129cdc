import { useQueries, useQuery } from '@tanstack/react-query';
import type { Job } from '#contract/jobs.ts';
import { api } from '../../lib/client/api.ts';
import type { StatusName } from '../../ui/status.ts';
import type { CalendarPlace } from './calendar-place.ts';
import type { CalendarRange } from './calendar-range.ts';
import { planCalendar } from './plan-calendar.ts';

/** Each job is one question to the core; more than so many at once would keep it from its work. */
const mostJobs = 40;
/** As many as the core gives at once. */
const mostPerJob = 1_000;
const failures = ['failed', 'timed-out', 'lost'] as const;

/** The jobs one may see and what of them lies in the range. */
export function useCalendar(place: CalendarPlace, range: CalendarRange) {
  const from = range.from.toISOString();
  const to = range.to.toISOString();
  const list = useQuery(api.jobs.list.queryOptions({ input: { limit: 200, sort: 'nextAt' } }));
  const jobs = (list.data?.items ?? none).filter(
    (job) => job.triggers.length > 0 && fits(place.job, job.id) && fits(place.agent, job.agentId),
  );
  const shown = jobs.slice(0, mostJobs);
  const ledgers = useQueries({
    queries: shown.map((job) =>
      api.jobs.occurrences.queryOptions({ input: { id: job.id, from, to, limit: mostPerJob } }),
    ),
  });
  const failed = useQueries({
    queries: failures.map((status) => api.runs.list.queryOptions({ input: { status, from, to, limit: 200 } })),
  });
  const failedRuns = new Map<string, StatusName>(
    failed.flatMap(({ data }) => data?.items.map((run) => [run.id, run.status] as const) ?? []),
  );
  return {
    all: list.data?.items ?? none,
    entries: planCalendar(
      shown.map((job, index) => ({ job, occurrences: ledgers[index]?.data?.items ?? [] })),
      failedRuns,
    ),
    left: jobs.length - shown.length,
    isLoading: list.isPending || ledgers.some(({ isPending }) => isPending),
    error: list.error ?? ledgers.find(({ error }) => error !== null)?.error ?? null,
    retry: () => {
      void list.refetch();
      for (const ledger of ledgers) if (ledger.isError) void ledger.refetch();
    },
  };
}

const none: readonly Job[] = [];

function fits(wanted: string | undefined, id: string): boolean {
  return wanted === undefined || wanted === id;
}
