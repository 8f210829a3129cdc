import { useState } from 'react';
import type { Script } from '#contract/scripts.ts';
import { t } from '../../lib/messages/messages.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useScriptActions } from './script-actions.ts';

interface DeleteScriptDialogProps {
  script: Pick<Script, 'id' | 'name'>;
  onClose: () => void;
}

/** Asks for the name before a script goes. */
export function DeleteScriptDialog({ script, onClose }: DeleteScriptDialogProps) {
  const { remove } = useScriptActions();
  const [isBusy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    await remove(script);
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen
      title={t('scripts.delete-title', { name: script.name })}
      confirmLabel={t('scripts.delete-confirm')}
      cancelLabel={t('scripts.keep')}
      nameToType={script.name}
      isBusy={isBusy}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      {t('scripts.delete-text')}
    </ConfirmDialog>
  );
}
