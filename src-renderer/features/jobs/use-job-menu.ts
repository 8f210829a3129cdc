import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Job } from '#contract/jobs.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { type MessageKey, t } from '../../lib/messages/messages.ts';
import type { RowAction } from '../../ui/data-list/column.ts';
import { useJobActions } from './job-actions.ts';
import type { AskedOfJobs } from './job-dialog.tsx';
import { type JobAct, listJobActs } from './list-job-acts.ts';

const words: Record<JobAct, MessageKey> = {
  'run-now': 'jobs.run-now',
  pause: 'jobs.pause',
  resume: 'jobs.resume',
  'end-snooze': 'jobs.end-snooze',
  snooze: 'jobs.snooze',
  'skip-next': 'jobs.skip-next',
  backfill: 'jobs.backfill',
  duplicate: 'jobs.duplicate',
  edit: 'job-form.edit',
  cancel: 'job.cancel',
  remove: 'job.remove',
};
/** As `README` of the design has them; `z` and `s` are our own. */
const keysOf: Partial<Record<JobAct, string>> = {
  'run-now': 'r',
  pause: 'p',
  resume: 'p',
  snooze: 'z',
  'skip-next': 's',
};

/** Everything one can do with a job, for its menu in a list and on its own page; what is asked first is answered too. */
export function useJobMenu() {
  const navigate = useNavigate();
  const actions = useJobActions();
  const may = { run: useMay('jobs:run'), write: useMay('jobs:write') };
  const [asked, setAsked] = useState<AskedOfJobs>();
  const does: Record<JobAct, (job: Job) => void> = {
    'run-now': (job) => void actions.runNow([job]),
    pause: (job) => void actions.pause([job]),
    resume: (job) => void actions.resume([job]),
    'end-snooze': (job) => void actions.endSnooze([job]),
    snooze: (job) => setAsked({ act: 'snooze', jobs: [job] }),
    'skip-next': (job) => void actions.skipNext([job]),
    backfill: (job) => setAsked({ act: 'backfill', jobs: [job] }),
    duplicate: async (job) => {
      const copy = await actions.duplicate(job);
      if (copy !== undefined) await navigate({ to: '/jobs/$jobId', params: { jobId: copy.id } });
    },
    edit: (job) => void navigate({ to: '/jobs/$jobId/edit', params: { jobId: job.id } }),
    cancel: (job) => setAsked({ act: 'cancel', jobs: [job] }),
    remove: (job) => setAsked({ act: 'remove', jobs: [job] }),
  };
  return {
    asked,
    ask: setAsked,
    /** Whether the job may be done this to. */
    can: (job: Job, act: JobAct) => listJobActs(job, may).includes(act),
    act: (job: Job, act: JobAct) => {
      if (listJobActs(job, may).includes(act)) does[act](job);
    },
    itemsOf: (job: Job): (RowAction & { act: JobAct })[] =>
      listJobActs(job, may).map((act) => ({
        act,
        label: t(words[act]),
        isDanger: act === 'remove',
        run: () => does[act](job),
        ...(keysOf[act] !== undefined && { keys: keysOf[act] }),
      })),
  };
}
