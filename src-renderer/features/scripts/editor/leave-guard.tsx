import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { describeError } from '../../../lib/client/describe-error.ts';
import { t } from '../../../lib/messages/messages.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import type { DraftSnapshot, WorkingDraft } from '../draft/working-draft.ts';

/** Saves before one goes; asks only where that fails, because then something would be lost. */
export function LeaveGuard({ draft }: { draft: WorkingDraft }) {
  const { history } = useRouter();
  const [answer, setAnswer] = useState<(isStaying: boolean) => void>();
  useEffect(
    () =>
      history.block({
        enableBeforeUnload: () => draft.snapshot().state !== 'saved',
        blockerFn: async ({ currentLocation, nextLocation }) => {
          if (currentLocation.pathname === nextLocation.pathname || (await draft.flush())) return false;
          return new Promise<boolean>((resolve) => setAnswer(() => resolve));
        },
      }),
    [history, draft],
  );
  const close = (isStaying: boolean) => {
    answer?.(isStaying);
    setAnswer(undefined);
  };
  return (
    <ConfirmDialog
      isOpen={answer !== undefined}
      title={t('scripts.leave-title')}
      confirmLabel={t('scripts.leave')}
      cancelLabel={t('scripts.leave-stay')}
      onConfirm={() => close(false)}
      onCancel={() => close(true)}
    >
      {t('scripts.leave-text', { why: whyUnsaved(draft.snapshot()) })}
    </ConfirmDialog>
  );
}

function whyUnsaved({ state, error }: DraftSnapshot): string {
  return state === 'conflict' ? t('scripts.conflict') : describeError(error).detail;
}
