import { ActionIcon } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run } from '#contract/runs.ts';
import { client } from '../../lib/client/api.ts';
import { t } from '../../lib/messages/messages.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notifyFailed } from '../../ui/notify.tsx';

/** Stops what runs away, from where one sees it: asked once, then done. */
export function StopRun({ run }: { run: Run }) {
  const [isAsking, setAsking] = useState(false);
  const stop = useMutation({
    mutationFn: () => client.runs.cancel({ id: run.id }),
    onError: (error) => notifyFailed(t('run.stop-failed'), error),
    onSettled: () => setAsking(false),
  });
  const label = t('overview.stop', { name: run.title });
  return (
    <>
      <ActionIcon size="xs" aria-label={label} title={label} onClick={() => setAsking(true)}>
        <IconPlayerStop size={14} aria-hidden />
      </ActionIcon>
      <ConfirmDialog
        isOpen={isAsking}
        title={t('run.stop-title', { name: run.title })}
        confirmLabel={t('run.stop')}
        cancelLabel={t('run.keep')}
        isBusy={stop.isPending}
        onConfirm={() => stop.mutate()}
        onCancel={() => setAsking(false)}
      >
        {t('run.stop-text')}
      </ConfirmDialog>
    </>
  );
}
