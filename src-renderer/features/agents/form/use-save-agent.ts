import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Agent } from '#contract/agents.ts';
import { api, client } from '../../../lib/client/api.ts';
import { t } from '../../../lib/messages/messages.ts';
import { notifyDone } from '../../../ui/notify.tsx';
import { type AgentDraft, toAgentInput } from './agent-draft.ts';

interface SaveAgentOptions {
  /** The agent that is changed; undefined for a new one. */
  agent: Agent | undefined;
  /** Called before the page is left, so that nobody asks whether to. */
  onSaved: () => void;
}

/** Sends the form to the core, then leads to the agent, or on to a job that runs it. */
export function useSaveAgent({ agent, onSaved }: SaveAgentOptions) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ draft }: { draft: AgentDraft; andSchedule: boolean }) =>
      agent === undefined
        ? client.agents.create(toAgentInput(draft))
        : client.agents.update({ id: agent.id, ...toAgentInput(draft) }),
    onSuccess: async ({ id, name }, { andSchedule }) => {
      onSaved();
      notifyDone(t('agent-form.saved', { name }));
      await queryClient.invalidateQueries({ queryKey: api.agents.key() });
      if (andSchedule) await navigate({ to: '/jobs/new', search: { agent: id }, replace: agent === undefined });
      else await navigate({ to: '/agents/$agentId', params: { agentId: id }, replace: agent === undefined });
    },
  });
}
