import { useQueryClient } from '@tanstack/react-query';
import type { Job } from '#contract/jobs.ts';
import { api, client } from '../../lib/client/api.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyDone, notifyFailed, notifyUndoable } from '../../ui/notify.tsx';

type Named = Pick<Job, 'id' | 'name'>;

/** What one does with jobs from a list, a menu or the palette: done at once, said afterwards, undone where possible. */
export function useJobActions() {
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: api.jobs.key() });

  const runNow = async (jobs: readonly Named[]) => {
    const done = await forEach(jobs, ({ id }) => client.jobs.runNow({ id }), 'jobs.run-failed');
    if (done.length > 0) notifyDone(t('jobs.started', { n: done.length, name: done[0]?.name ?? '' }));
    await refresh();
  };
  const pause = async (jobs: readonly Named[]) => {
    const done = await forEach(jobs, ({ id }) => client.jobs.pause({ id }), 'jobs.pause-failed');
    if (done.length > 0) {
      notifyUndoable(t('jobs.paused', { n: done.length, name: done[0]?.name ?? '' }), () => void resume(done));
    }
    await refresh();
  };
  const resume = async (jobs: readonly Named[]) => {
    const done = await forEach(jobs, ({ id }) => client.jobs.resume({ id }), 'jobs.resume-failed');
    if (done.length > 0) notifyDone(t('jobs.resumed', { n: done.length, name: done[0]?.name ?? '' }));
    await refresh();
  };
  return { runNow, pause, resume };
}

type Failure = 'jobs.run-failed' | 'jobs.pause-failed' | 'jobs.resume-failed';

/** Acts on each; one that fails is reported by name and holds up none of the others. Answers those that were done. */
async function forEach(
  jobs: readonly Named[],
  act: (job: Named) => Promise<unknown>,
  failure: Failure,
): Promise<readonly Named[]> {
  const outcomes = await Promise.allSettled(jobs.map(act));
  return jobs.filter((job, index) => {
    const outcome = outcomes[index];
    if (outcome?.status !== 'rejected') return true;
    notifyFailed(t(failure, { name: job.name }), outcome.reason);
    return false;
  });
}
