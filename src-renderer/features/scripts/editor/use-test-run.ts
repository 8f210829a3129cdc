import { useMutation, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ProfileInput } from '#contract/profile.ts';
import type { Run } from '#contract/runs.ts';
import { api, client } from '../../../lib/client/api.ts';
import { t } from '../../../lib/messages/messages.ts';
import { notifyFailed } from '../../../ui/notify.tsx';
import { beginDraft, type FormDraft, planFields } from '../../../ui/schema-form/form-fields.ts';
import { readForm } from '../../../ui/schema-form/read-form.ts';

interface TestRunOptions {
  scriptId: string;
  schema: Record<string, unknown> | null;
  /** Saves what is not saved yet: what runs is the draft of the core. */
  save: () => Promise<boolean>;
  onStart: () => void;
}

/** What a test run is started with, and the one that was started last. */
export function useTestRun({ scriptId, schema, save, onStart }: TestRunOptions) {
  // The schema is a new object after every check; fields are new only where it says something else.
  const written = JSON.stringify(schema);
  const fields = useMemo(() => planFields(JSON.parse(written) as Record<string, unknown> | null), [written]);
  const [typed, setTyped] = useState<FormDraft>({});
  const [profile, setProfile] = useState<ProfileInput>({});
  const [isShowingFaults, setShowingFaults] = useState(false);
  const [runId, setRunId] = useState<string>();
  const draft = useMemo(() => ({ ...beginDraft(fields), ...typed }), [fields, typed]);
  const { input, faults } = readForm(fields, draft);
  const { data: run } = useQuery(
    api.runs.get.queryOptions({ input: { id: runId ?? '' }, enabled: runId !== undefined }),
  );

  const starting = useMutation({
    mutationFn: async (): Promise<Run | undefined> => {
      if (!(await save())) return undefined;
      const started = await client.scripts.testRun({ id: scriptId, ...(input !== undefined && { input }), profile });
      return started.run;
    },
    onSuccess: (started) => {
      if (started !== undefined) setRunId(started.id);
    },
    onError: (error) => notifyFailed(t('scripts.test-failed'), error),
  });
  const stopping = useMutation({
    mutationFn: (id: string) => client.runs.cancel({ id }),
    onError: (error) => notifyFailed(t('scripts.stop-failed'), error),
  });
  const start = () => {
    setShowingFaults(true);
    if (faults.size > 0 || starting.isPending) return;
    onStart();
    starting.mutate();
  };
  return {
    fields,
    draft,
    setDraft: setTyped,
    faults: isShowingFaults ? faults : undefined,
    profile,
    setProfile,
    run: run ?? starting.data,
    start,
    isStarting: starting.isPending,
    stop: () => run !== undefined && stopping.mutate(run.id),
    isStopping: stopping.isPending,
  };
}

export type TestRun = ReturnType<typeof useTestRun>;

/** Whether the run may still change. */
export function isLive({ status }: Run): boolean {
  return status === 'queued' || status === 'starting' || status === 'running' || status === 'retry-wait';
}
