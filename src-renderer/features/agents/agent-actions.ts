import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Agent } from '#contract/agents.ts';
import { api, client } from '../../lib/client/api.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyDone, notifyFailed, notifyUndoable } from '../../ui/notify.tsx';

type Named = Pick<Agent, 'id' | 'name'>;

/** What one does with an agent; what failed says why. */
export function useAgentActions() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: api.agents.key() });

  const start = async ({ id, name }: Named) => {
    try {
      const { run } = await client.agents.start({ id });
      await navigate({ to: '/runs/$runId', params: { runId: run.id } });
    } catch (error) {
      notifyFailed(t('agents.start-failed', { name }), error);
    }
  };
  const setActive = async ({ id, name }: Named, isActive: boolean) => {
    try {
      await client.agents.update({ id, isActive });
      if (isActive) notifyDone(t('agents.enabled', { name }));
      else notifyUndoable(t('agents.disabled', { name }), () => void setActive({ id, name }, true));
    } catch (error) {
      notifyFailed(t('agents.change-failed', { name }), error);
    }
    await refresh();
  };
  const remove = async ({ id, name }: Named) => {
    try {
      await client.agents.remove({ id });
      notifyDone(t('agents.deleted', { name }));
      await navigate({ to: '/agents' });
    } catch (error) {
      notifyFailed(t('agents.delete-failed', { name }), error);
    }
    await refresh();
  };
  return { start, setActive, remove };
}
