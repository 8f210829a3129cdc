import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../../lib/client/api.ts';
import { t } from '../../../lib/messages/messages.ts';
import { notifyFailed, notifyUndoable } from '../../../ui/notify.tsx';
import styles from './conflict-bar.module.css';
import type { WorkingDraft } from './working-draft.ts';

interface ConflictBarProps {
  scriptId: string;
  draft: WorkingDraft;
  /** Puts the two drafts beside each other. */
  onCompare: () => void;
  /** One of the two was chosen. */
  onDone: () => void;
}

/** Two drafts, one here and one saved elsewhere: nothing is overwritten until somebody says which one stays. */
export function ConflictBar({ scriptId, draft, onCompare, onDone }: ConflictBarProps) {
  const ending = useMutation({
    mutationFn: async (kept: 'mine' | 'theirs') => {
      const theirs = await client.scripts.draft({ id: scriptId });
      const mine = draft.snapshot().tree;
      if (kept === 'mine') {
        if (await draft.overrule(theirs)) onDone();
        return;
      }
      draft.replace(theirs);
      notifyUndoable(t('scripts.conflict-taken'), () => draft.restore(mine));
      onDone();
    },
    onError: (error) => notifyFailed(t('scripts.draft-unreadable'), error),
  });
  return (
    <div className={styles.bar} role="alert">
      <IconAlertTriangle size={16} aria-hidden />
      <span className={styles.text}>{t('scripts.conflict')}</span>
      <span className={styles.acts}>
        <Button size="xs" onClick={onCompare}>
          {t('scripts.conflict-compare')}
        </Button>
        <Button size="xs" disabled={ending.isPending} onClick={() => ending.mutate('theirs')}>
          {t('scripts.conflict-theirs')}
        </Button>
        <Button size="xs" disabled={ending.isPending} onClick={() => ending.mutate('mine')}>
          {t('scripts.conflict-mine')}
        </Button>
      </span>
    </div>
  );
}
