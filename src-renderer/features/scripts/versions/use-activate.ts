import { useQueryClient } from '@tanstack/react-query';
import type { Script } from '#contract/scripts.ts';
import { api, client } from '../../../lib/client/api.ts';
import { t } from '../../../lib/messages/messages.ts';
import { notifyDone, notifyFailed, notifyUndoable } from '../../../ui/notify.tsx';

/** Points a script at a version, also backwards; done at once, and offered back where there was another one. */
export function useActivate({ id, name, activeVersion }: Script) {
  const queryClient = useQueryClient();
  const activate = async (number: number, before: number | null = activeVersion) => {
    try {
      await client.scripts.activate({ id, number });
      const message = t('scripts.activated', { name, n: number });
      if (before === null || before === number) notifyDone(message);
      else notifyUndoable(message, () => void activate(before, null));
    } catch (error) {
      notifyFailed(t('scripts.activate-failed', { n: number }), error);
    }
    await queryClient.invalidateQueries({ queryKey: api.scripts.key() });
  };
  return activate;
}
