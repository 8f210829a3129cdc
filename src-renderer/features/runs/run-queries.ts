import type { Run } from '#contract/runs.ts';
import { api } from '../../lib/client/api.ts';

const usualFrom = 60;

/** One run with its attempts. */
export function runQuery(runId: string) {
  return api.runs.get.queryOptions({ input: { id: runId } });
}

/** How long runs like this one took lately: of the same job, else of the same agent or script. */
export function usualQuery(run: Run | undefined) {
  return api.runs.list.queryOptions({
    input: {
      status: 'succeeded',
      limit: usualFrom,
      ...(run?.jobId
        ? { jobId: run.jobId }
        : run?.agentId
          ? { agentId: run.agentId }
          : run?.scriptId
            ? { scriptId: run.scriptId }
            : {}),
    },
    enabled: run !== undefined && [run.jobId, run.agentId, run.scriptId].some((id) => id !== null),
    staleTime: 5 * 60_000,
    select: ({ items }) => medianOf(items),
  });
}

/** What the run left in /out; asked again when it ends. */
export function artifactsQuery(run: Run) {
  return api.runs.artifacts.queryOptions({ input: { id: run.id } });
}

export interface Usual {
  ms: number;
  /** Of so many runs. */
  of: number;
}

function medianOf(runs: readonly Run[]): Usual | undefined {
  const durations = runs.flatMap(({ durationMs }) => durationMs ?? []).sort((a, b) => a - b);
  const lower = durations[Math.ceil(durations.length / 2) - 1];
  const upper = durations[Math.floor(durations.length / 2)];
  return lower === undefined || upper === undefined ? undefined : { ms: (lower + upper) / 2, of: durations.length };
}
