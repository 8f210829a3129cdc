import { useQueryClient } from '@tanstack/react-query';
import type { Job } from '#contract/jobs.ts';
import { api, client } from '../../lib/client/api.ts';
import { describeError } from '../../lib/client/describe-error.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.tsx';
import { fitWindow } from './fit-window.ts';

/** A past window, both ends included. */
export interface BackfillWindow {
  from: number;
  to: number;
  triggerId?: string | undefined;
  overlap?: 'queue' | 'allow';
}

/** As many as one backfill may start. */
export const mostInstants = 1_000;
const weekMs = 7 * 86_400_000;

/** What the core is asked for a window. */
function backfillInput(jobId: string, { from, to, triggerId, overlap = 'queue' }: BackfillWindow) {
  return {
    id: jobId,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    overlap,
    limit: mostInstants,
    ...(triggerId !== undefined && { triggerId }),
  };
}

/** What a window would start; undefined where that is more than may be started at once. */
export async function planBackfill(jobId: string, window: BackfillWindow) {
  try {
    return (await client.jobs.backfill({ ...backfillInput(jobId, window), dryRun: true })).instants;
  } catch (error) {
    if (describeError(error).fields.some(({ path }) => path === 'limit' || path === 'from')) return undefined;
    throw error;
  }
}

/** The longest part at the end of a window that may be started at once. */
export function fitBackfill(jobId: string, window: BackfillWindow): Promise<{ from: number; to: number }> {
  return fitWindow(window, async (part) => (await planBackfill(jobId, { ...window, ...part })) !== undefined);
}

/**
 * The window to begin with: from the first instant of the last week that did not run, but not from before there was a
 * job; where that is too much, as much of it as may be started at once.
 */
export async function openBackfill(
  { id, createdAt }: Pick<Job, 'id' | 'createdAt'>,
  now: number,
): Promise<{ from: number; to: number }> {
  const window = { from: Math.max(Date.parse(createdAt), now - weekMs), to: now - 1_000 };
  const instants = await planBackfill(id, window);
  if (instants === undefined) return fitBackfill(id, window);
  const [first] = instants;
  return first === undefined ? window : { ...window, from: Date.parse(first.scheduledFor) };
}

/** Runs now what did not run in a window, says how many that were, and answers whether it was done. */
export function useBackfill(job: Pick<Job, 'id' | 'name'>) {
  const queryClient = useQueryClient();
  return async (window: BackfillWindow): Promise<boolean> => {
    try {
      const { instants } = await client.jobs.backfill(backfillInput(job.id, window));
      notifyDone(t('jobs.made-up', { n: instants.filter(({ runId }) => runId !== null).length, name: job.name }));
      await queryClient.invalidateQueries({ queryKey: api.jobs.key() });
      return true;
    } catch (error) {
      notifyFailed(t('jobs.make-up-failed', { name: job.name }), error);
      return false;
    }
  };
}
