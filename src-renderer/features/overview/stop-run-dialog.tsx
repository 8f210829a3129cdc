import { useMutation } from '@tanstack/react-query';
import type { Run } from '#contract/runs.ts';
import { client } from '../../lib/client/api.ts';
import { t } from '../../lib/messages/messages.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notifyFailed } from '../../ui/notify.tsx';

/** Asks before a run is stopped. */
export function StopRunDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const stop = useMutation({
    mutationFn: () => client.runs.cancel({ id: run.id }),
    onError: (error) => notifyFailed(t('run.stop-failed'), error),
    onSettled: onClose,
  });
  return (
    <ConfirmDialog
      isOpen
      title={t('run.stop-title', { name: run.title })}
      confirmLabel={t('run.stop')}
      cancelLabel={t('run.keep')}
      isBusy={stop.isPending}
      onConfirm={() => stop.mutate()}
      onCancel={onClose}
    >
      {t('run.stop-text')}
    </ConfirmDialog>
  );
}
