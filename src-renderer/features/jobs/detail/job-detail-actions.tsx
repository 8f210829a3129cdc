import { ActionIcon, Button, Menu } from '@mantine/core';
import {
  IconDots,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerTrackNext,
  IconPlugConnectedX,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Job } from '#contract/jobs.ts';
import { api, client } from '../../../lib/client/api.ts';
import { useMay } from '../../../lib/client/use-session.ts';
import { useShortcuts } from '../../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../../lib/messages/messages.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { notifyDone, notifyFailed } from '../../../ui/notify.tsx';
import { useJobActions } from '../job-actions.ts';
import styles from './job-detail.module.css';
import { RunNowDialog, useInputSchema } from './run-now-dialog.tsx';

/** What one does with a job: start it, hold it, change it, end it. */
export function JobDetailActions({ job }: { job: Job }) {
  const navigate = useNavigate();
  const actions = useJobActions();
  const mayRun = useMay('jobs:run');
  const mayWrite = useMay('jobs:write') && job.state !== 'cancelled';
  const mayStart = mayRun && job.state !== 'cancelled';
  const schema = useInputSchema(job);
  const [isAsked, setAsked] = useState(false);
  const [ending, setEnding] = useState<'cancel' | 'remove'>();
  const canHold = mayWrite && (job.state === 'active' || job.state === 'paused');
  const hold = () => void (job.state === 'paused' ? actions.resume([job]) : actions.pause([job]));
  // A script that takes nothing has nothing to ask for.
  const takesInput = schema === null ? job.input !== undefined : Object.keys(schema?.properties ?? {}).length > 0;
  const start = () => (takesInput ? setAsked(true) : void actions.runNow([job]));
  const group = t('keys.group.page');
  useShortcuts([{ keys: 'r', label: t('jobs.run-now'), group, run: start }], mayStart);
  useShortcuts([{ keys: 'p', label: t('jobs.pause-or-resume'), group, run: hold }], canHold);
  useShortcuts(
    [
      {
        keys: 'e',
        label: t('job-form.edit'),
        group,
        run: () => void navigate({ to: '/jobs/$jobId/edit', params: { jobId: job.id } }),
      },
    ],
    mayWrite,
  );
  return (
    <>
      {canHold && (
        <Button
          leftSection={
            job.state === 'paused' ? (
              <IconPlayerTrackNext size={16} aria-hidden />
            ) : (
              <IconPlayerPause size={16} aria-hidden />
            )
          }
          onClick={hold}
        >
          {t(job.state === 'paused' ? 'jobs.resume' : 'jobs.pause')}
        </Button>
      )}
      {mayWrite && (
        <Button
          leftSection={<IconPencil size={16} aria-hidden />}
          renderRoot={(props) => <Link to="/jobs/$jobId/edit" params={{ jobId: job.id }} {...props} />}
        >
          {t('job-form.edit')}
        </Button>
      )}
      {mayStart && (
        <Button variant="filled" leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={start}>
          {t('jobs.run-now')}
        </Button>
      )}
      {(mayWrite || mayStart) && (
        <Menu>
          <Menu.Target>
            <ActionIcon variant="default" aria-label={t('job.more')}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {mayStart && (
              <Menu.Item leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => setAsked(true)}>
                {t('job.run-with')}
              </Menu.Item>
            )}
            {mayWrite && (
              <>
                <Menu.Item
                  leftSection={<IconPlugConnectedX size={16} aria-hidden />}
                  onClick={() => setEnding('cancel')}
                >
                  {t('job.cancel')}
                </Menu.Item>
                <Menu.Item
                  className={styles.danger ?? ''}
                  leftSection={<IconTrash size={16} aria-hidden />}
                  onClick={() => setEnding('remove')}
                >
                  {t('job.remove')}
                </Menu.Item>
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {isAsked && schema !== undefined && (
        <RunNowDialog job={job} inputSchema={schema} onClose={() => setAsked(false)} />
      )}
      <EndDialog job={job} ending={ending} onClose={() => setEnding(undefined)} />
    </>
  );
}

interface EndDialogProps {
  job: Job;
  ending: 'cancel' | 'remove' | undefined;
  onClose: () => void;
}

/** Both ends are final, so both ask for the name. */
function EndDialog({ job, ending, onClose }: EndDialogProps) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const isRemoval = ending === 'remove';
  const end = useMutation({
    mutationFn: async () => {
      if (isRemoval) await client.jobs.remove({ id: job.id });
      else await client.jobs.cancel({ id: job.id });
    },
    onSuccess: async () => {
      onClose();
      notifyDone(t(isRemoval ? 'job.removed' : 'job.cancelled', { name: job.name }));
      if (isRemoval) await navigate({ to: '/jobs' });
      await queryClient.invalidateQueries({ queryKey: api.jobs.key() });
    },
    onError: (error) => {
      onClose();
      notifyFailed(t('job.end-failed', { name: job.name }), error);
    },
  });
  return (
    <ConfirmDialog
      isOpen={ending !== undefined}
      title={t(isRemoval ? 'job.remove-title' : 'job.cancel-title', { name: job.name })}
      confirmLabel={t(isRemoval ? 'job.remove-now' : 'job.cancel-now')}
      cancelLabel={t('job.keep')}
      nameToType={job.name}
      isBusy={end.isPending}
      onConfirm={() => end.mutate()}
      onCancel={onClose}
    >
      {t(isRemoval ? 'job.remove-text' : 'job.cancel-text')}
    </ConfirmDialog>
  );
}
