import { queryOptions } from '@tanstack/react-query';
import type { Occurrence } from '#contract/jobs.ts';
import { client } from '../../../../lib/client/api.ts';
import { askMinute, mostAtOnce } from './find-minute.ts';

/** Asks about one minute, past or to come; the key is as that of other queries about jobs, so that changes renew it. */
export function minuteQuery(jobId: string, at: number | undefined) {
  return queryOptions({
    queryKey: [['jobs', 'minute'], { input: { id: jobId, at } }] as const,
    enabled: at !== undefined,
    queryFn: () => askMinute((from, to) => listBetween(jobId, from, to), at ?? 0),
  });
}

async function listBetween(id: string, from: number, to: number): Promise<readonly Occurrence[]> {
  const input = { id, from: new Date(from).toISOString(), to: new Date(to).toISOString(), limit: mostAtOnce };
  return (await client.jobs.occurrences(input)).items;
}
