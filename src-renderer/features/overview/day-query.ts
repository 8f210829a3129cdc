import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Job, Occurrence } from '#contract/jobs.ts';
import type { Run, RunStatus } from '#contract/runs.ts';
import { api, client } from '../../lib/client/api.ts';
import { dayMs } from './plan-day.ts';

/** The past does not change, so it is read again by the minute; what does change comes live beside it. */
const readAgainMs = 60_000;
const pageSize = 200;
/** A day of three thousand runs is read whole; of a busier one the later part. */
const mostPages = 15;
/** Jobs that have a row of their own. */
export const mostJobs = 24;

export interface Day {
  runs: readonly Run[];
  occurrences: readonly Occurrence[];
  /** There were more runs than were read. */
  isCut: boolean;
}

/** What happened in the last 24 hours: each run, and each instant of the named jobs at which nothing ran. */
export function dayQuery(jobs: readonly Job[]) {
  const shown = jobs.slice(0, mostJobs).map(({ id }) => id);
  return queryOptions({
    queryKey: ['overview-day', shown],
    queryFn: ({ signal }) => readDay(shown, signal),
    staleTime: readAgainMs,
    refetchInterval: readAgainMs,
    placeholderData: keepPreviousData,
  });
}

/** The newest runs, live. */
export function newestQuery() {
  return api.runs.list.queryOptions({ input: { limit: 50 } });
}

/** Runs that are not over, live: in flight, or waiting for their turn. */
export function liveQuery(status: RunStatus) {
  return api.runs.list.queryOptions({ input: { status, limit: 50 } });
}

/** The day as it was read, with what changed since. */
export function mergeRuns(day: readonly Run[], newest: readonly Run[], from: number): readonly Run[] {
  const merged = new Map(day.map((run) => [run.id, run]));
  for (const run of newest) if (Date.parse(run.queuedAt) >= from) merged.set(run.id, run);
  return [...merged.values()];
}

async function readDay(jobIds: readonly string[], signal: AbortSignal): Promise<Day> {
  const now = Date.now();
  const from = new Date(now - dayMs).toISOString();
  const to = new Date(now).toISOString();
  const [ofRuns, ...ofJobs] = await Promise.all([
    readRuns(from, signal),
    ...jobIds.map((id) => client.jobs.occurrences({ id, from, to, limit: 1_000 }, { signal })),
  ]);
  return { ...ofRuns, occurrences: ofJobs.flatMap(({ items }) => items) };
}

async function readRuns(from: string, signal: AbortSignal): Promise<Pick<Day, 'runs' | 'isCut'>> {
  const runs: Run[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await client.runs.list(
      { from, limit: pageSize, ...(cursor !== undefined && { cursor }) },
      { signal },
    );
    runs.push(...answer.items);
    cursor = answer.nextCursor ?? undefined;
    if (cursor === undefined) break;
  }
  return { runs, isCut: cursor !== undefined };
}
