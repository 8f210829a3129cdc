import { useState } from 'react';
import { t } from '../lib/messages/messages.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { notifyFailed } from './notify.tsx';

interface StopRunDialogProps {
  name: string;
  stop: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before a run is ended. */
export function StopRunDialog({ name, stop, onClose }: StopRunDialogProps) {
  const [isBusy, setBusy] = useState(false);
  const confirm = () => {
    setBusy(true);
    void stop()
      .catch((error: unknown) => notifyFailed(t('run.stop-failed'), error))
      .finally(onClose);
  };
  return (
    <ConfirmDialog
      isOpen
      title={t('run.stop-title', { name })}
      confirmLabel={t('run.stop')}
      cancelLabel={t('run.keep')}
      isBusy={isBusy}
      onConfirm={confirm}
      onCancel={onClose}
    >
      {t('run.stop-text')}
    </ConfirmDialog>
  );
}
