import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Job } from '#contract/jobs.ts';
import { api, client } from '../../../lib/client/api.ts';
import { describeError } from '../../../lib/client/describe-error.ts';
import { t } from '../../../lib/messages/messages.ts';
import type { FieldFaults } from '../../../ui/field-faults.tsx';
import { notifyDone } from '../../../ui/notify.tsx';
import { useLeaveGuard } from '../../../ui/use-leave-guard.ts';
import { useJobActions } from '../job-actions.ts';
import { listFaults, sayFaults, toProblems } from './draft-faults.ts';
import { problemsThatStand } from './form-problems.ts';
import { type JobDraft, toJobInput } from './job-draft.ts';

interface JobFormOptions {
  job: Job | undefined;
  initial: JobDraft;
  /** Fields that hold what cannot be taken. */
  unread: FieldFaults;
}

/** What is typed, what is wrong with it, and how it is saved; one who saves too early is led to what is wrong. */
export function useJobForm({ job, initial, unread }: JobFormOptions) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const actions = useJobActions();
  // Kept: what others change meanwhile makes another `initial`, and is no change of one's own.
  const [begun] = useState(initial);
  const [draft, setDraft] = useState(begun);
  const [chosen, setChosen] = useState(initial.triggers[0]?.key);
  const [refusals, setRefusals] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  const isSaved = useRef(false);
  const isChanged = draft !== begun;
  const refuse = (wrong: readonly { path: string }[]) => {
    // The trigger that is wrong has to be open before one can be led to it.
    const index = wrong.map(({ path }) => /^triggers\.(\d+)/.exec(path)?.[1]).find((found) => found !== undefined);
    const isElsewhere = wrong.some(({ path }) => !path.startsWith('triggers.'));
    if (index !== undefined && !isElsewhere) setChosen(draft.triggers[Number(index)]?.key);
    setRefusals((count) => count + 1);
  };
  const save = useMutation({
    mutationFn: ({ sent }: { sent: JobDraft; andRun: boolean }) =>
      job === undefined
        ? client.jobs.create(toJobInput(sent))
        : client.jobs.replace({ id: job.id, ...toJobInput(sent) }),
    onSuccess: async (saved, { andRun }) => {
      isSaved.current = true;
      notifyDone(t('job-form.saved', { name: saved.name }));
      if (andRun) await actions.runNow([saved]);
      await queryClient.invalidateQueries({ queryKey: api.jobs.key() });
      await navigate({ to: '/jobs/$jobId', params: { jobId: saved.id } });
    },
    onError: (error) => refuse(describeError(error).fields),
  });
  useEffect(() => {
    if (refusals > 0) focusFault(form.current);
  }, [refusals]);
  const failure = save.error === null ? undefined : describeError(save.error);
  const faults = listFaults(draft);
  const isSendable = faults.length === 0 && unread.size === 0;
  const refused = problemsThatStand(failure?.fields ?? [], { sent: save.variables?.sent ?? draft, now: draft });
  const lacks = isChanged || refusals > 0 ? sayFaults(faults, [...unread.values()]) : '';
  const unsaved = isChanged ? t(refused.length > 0 ? 'job-form.refused' : 'job-form.unsaved') : '';
  return {
    draft,
    change: (part: Partial<JobDraft>) => setDraft((before) => ({ ...before, ...part })),
    chosen,
    choose: setChosen,
    form,
    failure,
    problems: refusals > 0 ? [...refused, ...toProblems(faults)] : refused,
    /** Beside the title: that something is not saved, or what it still needs. */
    state: isSendable ? unsaved : lacks,
    isSaving: save.isPending,
    isRunning: save.isPending && save.variables.andRun,
    submit: (andRun: boolean) => {
      if (save.isPending) return;
      if (isSendable) save.mutate({ sent: draft, andRun });
      else refuse(faults);
    },
    guard: useLeaveGuard(useCallback(() => isChanged && !isSaved.current, [isChanged])),
  };
}

/** Brings the first field that is wrong into view and begins in it. */
function focusFault(form: HTMLFormElement | null): void {
  const field = form?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? form?.querySelector('[role="alert"]');
  field?.scrollIntoView({ block: 'center' });
  if (field instanceof HTMLElement) field.focus({ preventScroll: true });
}
