import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { Job } from '#contract/jobs.ts';
import { t } from '../../lib/messages/messages.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useJobActions } from './job-actions.ts';

interface EndDialogProps {
  jobs: readonly Job[];
  how: 'cancel' | 'remove';
  onClose: () => void;
  /** Called with what was done, once it was. */
  onEnded?: (() => void) | undefined;
}

/** Both ends are final, so both ask for the name, and of several for their number. */
export function EndDialog({ jobs, how, onClose, onEnded }: EndDialogProps) {
  const actions = useJobActions();
  const [stopsRuns, setStopsRuns] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const isRemoval = how === 'remove';
  const words = { n: jobs.length, name: jobs[0]?.name ?? '' };
  const end = async () => {
    setBusy(true);
    const done = isRemoval ? await actions.remove(jobs) : await actions.cancel(jobs, stopsRuns ? 'stop' : 'finish');
    onClose();
    if (done.length > 0) onEnded?.();
  };
  return (
    <ConfirmDialog
      isOpen
      title={t(isRemoval ? 'job.remove-title' : 'job.cancel-title', words)}
      confirmLabel={t(isRemoval ? 'job.remove-now' : 'job.cancel-now', words)}
      cancelLabel={t('job.keep')}
      nameToType={jobs.length === 1 ? words.name : String(jobs.length)}
      isBusy={isBusy}
      onConfirm={() => void end()}
      onCancel={onClose}
    >
      {t(isRemoval ? 'job.remove-text' : 'job.cancel-text')}
      {!isRemoval && (
        <Checkbox
          mt="md"
          label={t('job.cancel-stop')}
          checked={stopsRuns}
          onChange={(event) => setStopsRuns(event.currentTarget.checked)}
        />
      )}
    </ConfirmDialog>
  );
}
