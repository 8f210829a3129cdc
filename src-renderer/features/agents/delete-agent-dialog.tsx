import { useState } from 'react';
import type { Agent } from '#contract/agents.ts';
import { t } from '../../lib/messages/messages.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useAgentActions } from './agent-actions.ts';

interface DeleteAgentDialogProps {
  agent: Pick<Agent, 'id' | 'name'>;
  onClose: () => void;
}

/** Asks for the name before an agent goes. */
export function DeleteAgentDialog({ agent, onClose }: DeleteAgentDialogProps) {
  const { remove } = useAgentActions();
  const [isBusy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    await remove(agent);
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen
      title={t('agents.delete-title', { name: agent.name })}
      confirmLabel={t('agents.delete-confirm')}
      cancelLabel={t('agents.keep')}
      nameToType={agent.name}
      isBusy={isBusy}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      {t('agents.delete-text')}
    </ConfirmDialog>
  );
}
