import { useQueryClient } from '@tanstack/react-query';
import type { Script } from '#contract/scripts.ts';
import { api, client } from '../../lib/client/api.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyDone, notifyFailed, notifyUndoable } from '../../ui/notify.tsx';

type Named = Pick<Script, 'id' | 'name'>;

/** What one does with a script as a whole; what failed says why. */
export function useScriptActions() {
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: api.scripts.key() });

  const setArchived = async ({ id, name }: Named, archived: boolean, isUndoing = false) => {
    try {
      await client.scripts.update({ id, archived });
      const message = t(archived ? 'scripts.was-archived' : 'scripts.was-restored', { name });
      if (isUndoing) notifyDone(message);
      else notifyUndoable(message, () => void setArchived({ id, name }, !archived, true));
    } catch (error) {
      notifyFailed(t('scripts.change-failed', { name }), error);
    }
    await refresh();
  };
  const remove = async ({ id, name }: Named) => {
    try {
      await client.scripts.remove({ id });
      notifyDone(t('scripts.was-deleted', { name }));
    } catch (error) {
      notifyFailed(t('scripts.delete-failed', { name }), error);
    }
    await refresh();
  };
  return { setArchived, remove };
}
