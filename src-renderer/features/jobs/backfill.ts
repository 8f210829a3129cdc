import { useQueryClient } from '@tanstack/react-query';
import type { Job } from '#contract/jobs.ts';
import { api, client } from '../../lib/client/api.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.tsx';

/** A past window, both ends included. */
export interface BackfillWindow {
  from: number;
  to: number;
  triggerId?: string | undefined;
  overlap?: 'queue' | 'allow';
}

/** As many as one backfill may start. */
const mostInstants = 1_000;

/** What the core is asked for a window. */
export function backfillInput(jobId: string, { from, to, triggerId, overlap = 'queue' }: BackfillWindow) {
  return {
    id: jobId,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    overlap,
    limit: mostInstants,
    ...(triggerId !== undefined && { triggerId }),
  };
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
