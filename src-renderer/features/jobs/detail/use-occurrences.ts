import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Occurrence } from '#contract/jobs.ts';
import type { Run } from '#contract/runs.ts';
import { api } from '../../../lib/client/api.ts';
import { mergeOccurrences } from './merge-occurrences.ts';
import { minuteMs } from './why/find-minute.ts';

/** As many as the core gives at once. */
const most = 1_000;
const none: readonly Occurrence[] = [];
const noRuns: readonly Run[] = [];

/** The ledger of a job within a range, what lies ahead and what was, and its last runs. */
export function useOccurrences(jobId: string, { range, now }: { range: { from: number; to: number }; now: number }) {
  const { from, to } = range;
  // Asked in two parts: what is to come of a job that fires every few seconds would leave no room for what was.
  const middle = Math.min(to, Math.max(from, Math.ceil(now / minuteMs) * minuteMs));
  const part = (start: number, end: number) =>
    api.jobs.occurrences.queryOptions({
      input: { id: jobId, from: new Date(start).toISOString(), to: new Date(end - 1).toISOString(), limit: most },
      enabled: start < end,
      placeholderData: keepPreviousData,
    });
  const ledger = useQuery(part(from, middle));
  const ahead = useQuery(part(middle, to));
  const recent = useQuery(api.jobs.executions.queryOptions({ input: { id: jobId, limit: 200 } }));
  const occurrences = useMemo(
    () => mergeOccurrences((middle < to ? ahead.data?.items : undefined) ?? none, ledger.data?.items ?? none),
    [ahead.data, ledger.data, middle, to],
  );
  return {
    occurrences,
    runs: useMemo(() => new Map<string, Run>(recent.data?.items.map((run) => [run.id, run])), [recent.data]),
    recent: recent.data?.items ?? noRuns,
    isRecentKnown: recent.data !== undefined,
    isCut: (ledger.data?.items.length ?? 0) >= most,
    isLoading: ledger.isLoading || (ahead.isLoading && ledger.data === undefined),
    failure: ledger.isError ? { error: ledger.error, onRetry: () => void ledger.refetch() } : undefined,
  };
}
