import { Button, Group, Modal, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Job } from '#contract/jobs.ts';
import { api, client } from '../../../lib/client/api.ts';
import { t } from '../../../lib/messages/messages.ts';
import { notifyFailed } from '../../../ui/notify.tsx';
import { beginDraft, type FormDraft, planFields } from '../../../ui/schema-form/form-fields.ts';
import { readForm } from '../../../ui/schema-form/read-form.ts';
import { SchemaForm } from '../../../ui/schema-form/schema-form.tsx';
import { readInput } from '../form/read-input.ts';

interface RunNowDialogProps {
  job: Job;
  /** What the script takes; null where it is not known. */
  inputSchema: Record<string, unknown> | null;
  onClose: () => void;
}

/** Starts the job by hand with an input of one's own: a field for each value the script takes, or JSON. */
export function RunNowDialog({ job, inputSchema, onClose }: RunNowDialogProps) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const fields = useMemo(() => planFields(inputSchema), [inputSchema]);
  const isJson = inputSchema === null || job.input !== undefined;
  const [draft, setDraft] = useState<FormDraft>(() => beginDraft(fields));
  const [text, setText] = useState(job.input === undefined ? '' : JSON.stringify(job.input, null, 2));
  const form = readForm(fields, draft);
  const typed = readInput(text);
  const input = isJson ? (typed.ok ? typed.value : undefined) : form.input;
  const isReady = isJson ? typed.ok : form.faults.size === 0;
  const start = useMutation({
    mutationFn: () => client.jobs.runNow({ id: job.id, ...(input !== undefined && { input }) }),
    onSuccess: async ({ run }) => {
      await queryClient.invalidateQueries({ queryKey: api.jobs.key() });
      await navigate({ to: '/runs/$runId', params: { runId: run.id } });
    },
    onError: (error) => notifyFailed(t('jobs.run-failed', { name: job.name }), error),
  });
  return (
    <Modal opened onClose={onClose} title={t('job.run-title', { name: job.name })} size={480} withCloseButton={false}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !start.isPending) start.mutate();
        }}
      >
        {isJson ? (
          <Textarea
            data-autofocus
            label={t('job-form.input')}
            description={t('job-form.input-hint')}
            classNames={{ input: 'mono' }}
            autosize
            minRows={3}
            maxRows={16}
            spellCheck={false}
            value={text}
            error={typed.ok ? undefined : t('job-form.not-json')}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        ) : (
          <SchemaForm fields={fields} draft={draft} onChange={setDraft} faults={form.faults} />
        )}
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="subtle" onClick={onClose}>
            {t('job.not-now')}
          </Button>
          <Button type="submit" variant="filled" disabled={!isReady} loading={start.isPending}>
            {t('jobs.run-now')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

/** What the agent's script takes, of the version the agent runs; null where there is none to know it from. */
export function useInputSchema(job: Job): Record<string, unknown> | null | undefined {
  const agent = useQuery(api.agents.get.queryOptions({ input: { id: job.agentId }, retry: false }));
  const versions = useQuery(
    api.scripts.versions.queryOptions({
      input: { id: agent.data?.scriptId ?? '' },
      enabled: agent.data !== undefined,
      retry: false,
    }),
  );
  if (agent.isError || versions.isError) return null;
  if (agent.data === undefined || versions.data === undefined) return undefined;
  const wanted = agent.data.version;
  const version = versions.data.items.find((each) => (wanted === null ? each.active : each.number === wanted));
  return version?.inputSchema ?? null;
}
