import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Agent } from '#contract/agents.ts';
import { api, client } from '../../lib/client/api.ts';
import { patchCached } from '../../lib/client/patch-cached.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyDone, notifyFailed, notifyUndoable } from '../../ui/notify.tsx';

type Named = Pick<Agent, 'id' | 'name'>;
type Switched = Named & Pick<Agent, 'status'>;

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
  /** Shown at once; the core can hardly say no, and if it does what was there before comes back. */
  const setActive = async (agent: Switched, isActive: boolean, isUndoing = false) => {
    const { id, name, status } = agent;
    const fields = { isActive, status: { ...status, state: isActive ? 'idle' : 'disabled' } };
    await queryClient.cancelQueries({ queryKey: api.agents.key() });
    const takeBack = patchCached(queryClient, api.agents.key(), { id, fields });
    try {
      await client.agents.update({ id, isActive });
      const message = t(isActive ? 'agents.enabled' : 'agents.disabled', { name });
      if (isUndoing) notifyDone(message);
      else notifyUndoable(message, () => void setActive(agent, !isActive, true));
    } catch (error) {
      takeBack();
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
