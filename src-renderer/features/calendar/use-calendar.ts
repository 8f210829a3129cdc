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
export function useCalendar(place: CalendarPlace, range: CalendarRange, now: number) {
  const from = range.from.toISOString();
  const to = range.to.toISOString();
  const list = useQuery(api.jobs.list.queryOptions({ input: { limit: 200, sort: 'name' } }));
  const jobs = (list.data?.items ?? none).filter(
    (job) => job.triggers.length > 0 && fits(place.job, job.id) && fits(place.agent, job.agentId),
  );
  const shown = jobs.slice(0, mostJobs);
  // Asked in two parts: what is to come of a job that fires every few seconds would leave no room for what was.
  const parts = splitAtNextHour(range, now);
  const ledgers = useQueries({
    queries: shown.flatMap((job) =>
      parts.map((part) => api.jobs.occurrences.queryOptions({ input: { id: job.id, ...part, limit: mostPerJob } })),
    ),
  });
  const occurrencesOf = (index: number) =>
    parts.flatMap((_, part) => ledgers[index * parts.length + part]?.data?.items ?? []);
  const failed = useQueries({
    queries: failures.map((status) => api.runs.list.queryOptions({ input: { status, from, to, limit: 200 } })),
  });
  const failedRuns = new Map<string, StatusName>(
    failed.flatMap(({ data }) => data?.items.map((run) => [run.id, run.status] as const) ?? []),
  );
  return {
    all: list.data?.items ?? none,
    entries: planCalendar(
      shown.map((job, index) => ({ job, occurrences: occurrencesOf(index) })),
      failedRuns,
    ),
    left: jobs.length - shown.length,
    isCut: ledgers.some(({ data }) => data !== undefined && data.items.length >= mostPerJob),
    isLoading: list.isPending || ledgers.some(({ isPending }) => isPending),
    error: list.error ?? ledgers.find(({ error }) => error !== null)?.error ?? null,
    retry: () => {
      void list.refetch();
      for (const ledger of ledgers) if (ledger.isError) void ledger.refetch();
    },
  };
}

const none: readonly Job[] = [];

function splitAtNextHour({ from, to }: CalendarRange, now: number): readonly { from: string; to: string }[] {
  const hourMs = 3_600_000;
  const at = Math.min(to.getTime(), Math.max(from.getTime(), Math.ceil(now / hourMs) * hourMs));
  const middle = new Date(at).toISOString();
  return [
    { from: from.toISOString(), to: new Date(at - 1).toISOString() },
    { from: middle, to: new Date(to.getTime() - 1).toISOString() },
  ].filter((part) => part.from < part.to);
}

function fits(wanted: string | undefined, id: string): boolean {
  return wanted === undefined || wanted === id;
}
