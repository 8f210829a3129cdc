import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { CrontabLine } from '#contract/crontab.ts';
import { client } from '../../lib/client/api.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.tsx';

type Made = NonNullable<CrontabLine['created']>;

/** Moves what an import made to the trash: its jobs first, which use the agents, which use the scripts. */
export function useUndoImport() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async (made: readonly Made[]) => {
      await client.jobs.bulk({ ids: made.map(({ jobId }) => jobId), action: 'delete' });
      for (const id of new Set(made.map(({ agentId }) => agentId))) await client.agents.remove({ id });
      for (const id of new Set(made.map(({ scriptId }) => scriptId))) await client.scripts.remove({ id });
    },
    onSuccess: () => {
      notifyDone(t('crontab.undone'));
      void navigate({ to: '/jobs' });
    },
    onError: (error) => notifyFailed(t('crontab.not-undone'), error),
    onSettled: () => queryClient.invalidateQueries(),
  });
}
