import { useQueryClient } from '@tanstack/react-query';
import type { Job } from '#contract/jobs.ts';
import { api, client } from '../../lib/client/api.ts';
import { describeError } from '../../lib/client/describe-error.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { formatMoment } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyDone, notifyFailed, notifyListed, notifyUndoable } from '../../ui/notify.tsx';
import { type Acted, actInBulk, actOnEach, type Named } from './act-on-jobs.ts';

/** What one does with jobs from a list, a menu or the palette: done at once, said afterwards, undone where possible. */
export function useJobActions() {
  const queryClient = useQueryClient();
  const mayWrite = useMay('jobs:write');
  const refresh = () => queryClient.invalidateQueries({ queryKey: api.jobs.key() });

  /** One by its own call, many in one; answers those it was done to. */
  const act = async (jobs: readonly Named[], action: BulkAction): Promise<readonly Named[]> => {
    const inBulk = jobs.length > 1 && mayWrite; // who may only run asks for each
    const acted = inBulk
      ? await actInBulk(jobs, (ids) => client.jobs.bulk({ ids, action }))
      : await actOnEach(jobs, ({ id }) => single[action](id));
    return settle(acted, failures[action]);
  };
  const settle = async ({ done, failed }: Acted, failure: Failure) => {
    tellFailed(failed, failure);
    await refresh();
    return done;
  };

  const runNow = async (jobs: readonly Named[]) => {
    const done = await act(jobs, 'run-now');
    if (done.length > 0) notifyDone(t('jobs.started', wordsOf(done)));
  };
  const pause = async (jobs: readonly Named[]) => {
    const done = await act(jobs, 'pause');
    if (done.length > 0) notifyUndoable(t('jobs.paused', wordsOf(done)), () => void resume(done));
  };
  const resume = async (jobs: readonly Named[]) => {
    const done = await act(jobs, 'resume');
    if (done.length > 0) notifyDone(t('jobs.resumed', wordsOf(done)));
  };
  /** To the core it is the same; the job was never paused. */
  const endSnooze = async (jobs: readonly Named[]) => {
    const done = await act(jobs, 'resume');
    if (done.length > 0) notifyDone(t('jobs.snooze-ended', wordsOf(done)));
  };
  const snooze = async (jobs: readonly Named[], until: number) => {
    const input = { until: new Date(until).toISOString() };
    const acted = await actOnEach(jobs, ({ id }) => client.jobs.snooze({ id, ...input }));
    const done = await settle(acted, 'jobs.snooze-failed');
    if (done.length > 0) notifyUndoable(t('jobs.snoozed', wordsOf(done)), () => void endSnooze(done));
  };
  const skipNext = async (jobs: readonly (Named & Pick<Job, 'nextAt'>)[]) => {
    const done = await act(jobs, 'skip-next');
    if (done.length === 0) return;
    // What comes next by now is the one after it.
    const at = jobs.find(({ id }) => id === done[0]?.id)?.nextAt ?? null;
    const time = at === null ? '' : formatMoment(Date.parse(at), Date.now());
    notifyUndoable(t('jobs.next-skipped', { ...wordsOf(done), time }), () => void putBack(done));
  };
  /** What was left out and is still to come fires after all. */
  const putBack = async (jobs: readonly Named[]) => {
    const acted = await actOnEach(jobs, ({ id }) => client.jobs.unskipNext({ id }));
    const done = await settle(acted, 'jobs.put-back-failed');
    if (done.length > 0) notifyDone(t('jobs.was-put-back', wordsOf(done)));
  };
  /** Ends them for good; live runs finish, or with `stop` are stopped. */
  const cancel = async (jobs: readonly Named[], runs: 'finish' | 'stop' = 'finish') => {
    const done =
      runs === 'finish'
        ? await act(jobs, 'cancel')
        : await settle(await actOnEach(jobs, ({ id }) => client.jobs.cancel({ id, runs })), failures.cancel);
    if (done.length > 0) notifyDone(t('jobs.cancelled', wordsOf(done)));
    return done;
  };
  const remove = async (jobs: readonly Named[]) => {
    const done = await act(jobs, 'delete');
    if (done.length > 0) notifyDone(t('jobs.removed', wordsOf(done)));
    return done;
  };
  /** Answers the paused copy. */
  const duplicate = async (job: Named): Promise<Job | undefined> => {
    try {
      const copy = await client.jobs.duplicate({ id: job.id });
      notifyDone(t('jobs.duplicated', { name: copy.name }));
      await refresh();
      return copy;
    } catch (error) {
      notifyFailed(t('jobs.duplicate-failed', { name: job.name }), error);
      return undefined;
    }
  };
  return { runNow, pause, resume, snooze, endSnooze, skipNext, putBack, cancel, remove, duplicate };
}

type BulkAction = Parameters<typeof client.jobs.bulk>[0]['action'];

const single: Record<BulkAction, (id: string) => Promise<unknown>> = {
  'run-now': (id) => client.jobs.runNow({ id }),
  pause: (id) => client.jobs.pause({ id }),
  resume: (id) => client.jobs.resume({ id }),
  'skip-next': (id) => client.jobs.skipNext({ id }),
  cancel: (id) => client.jobs.cancel({ id }),
  delete: (id) => client.jobs.remove({ id }),
};

const failures = {
  'run-now': 'jobs.run-failed',
  pause: 'jobs.pause-failed',
  resume: 'jobs.resume-failed',
  'skip-next': 'jobs.skip-failed',
  cancel: 'job.end-failed',
  delete: 'job.end-failed',
} as const satisfies Record<BulkAction, string>;
type Failure = (typeof failures)[BulkAction] | 'jobs.snooze-failed' | 'jobs.put-back-failed';

/** One failure with all there is to it; several as a list of who and why. */
function tellFailed(failed: Acted['failed'], failure: Failure): void {
  const [first, ...others] = failed;
  if (first === undefined) return;
  if (others.length === 0) {
    notifyFailed(t(failure, { name: first.job.name }), first.error);
    return;
  }
  notifyListed(
    t('jobs.some-failed', { n: failed.length }),
    failed.map(({ job, error }) => ({ key: job.id, head: job.name, text: describeError(error).detail })),
  );
}

function wordsOf(jobs: readonly Named[]): { n: number; name: string } {
  return { n: jobs.length, name: jobs[0]?.name ?? '' };
}
