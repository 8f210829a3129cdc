import { useQuery } from '@tanstack/react-query';
import { api } from '../../../lib/client/api.ts';
import { useMay } from '../../../lib/client/use-session.ts';
import { median } from '../../../lib/median.ts';

const staleMs = 5 * 60_000;

/** How long the last runs of a job that went well took, in the middle. */
export function useUsual(jobId: string): number | undefined {
  const mayRead = useMay('runs:read');
  const { data } = useQuery({
    ...api.runs.list.queryOptions({ input: { jobId, status: 'succeeded', limit: 60 } }),
    enabled: mayRead,
    staleTime: staleMs,
    select: ({ items }) => median(items.flatMap(({ durationMs }) => durationMs ?? [])),
  });
  return data;
}
