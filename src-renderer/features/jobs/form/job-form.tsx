import { Button } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useCallback, useRef, useState } from 'react';
import type { Job } from '#contract/jobs.ts';
import { api, client } from '../../../lib/client/api.ts';
import { describeError } from '../../../lib/client/describe-error.ts';
import { useMay } from '../../../lib/client/use-session.ts';
import { useShortcuts } from '../../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../../lib/messages/messages.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { KeyHint } from '../../../ui/key-hint.tsx';
import { notifyDone } from '../../../ui/notify.tsx';
import { Crumb, Page, WithRail } from '../../../ui/page.tsx';
import { useJobActions } from '../job-actions.ts';
import { makeProblemAt, problemsThatStand, unshownProblems } from './form-problems.ts';
import { FormRail } from './form-rail.tsx';
import { HowSection } from './how-section.tsx';
import { isComplete, type JobDraft, toJobInput } from './job-draft.ts';
import styles from './job-form.module.css';
import { useLeaveGuard } from './use-leave-guard.ts';
import { WhatSection } from './what-section.tsx';
import { WhenSection } from './when-section.tsx';

interface JobFormProps {
  /** The job that is changed; absent for a new one. */
  job?: Job | undefined;
  initial: JobDraft;
}

/** A job as a form: what, when and how, on one page, and beside it what that comes to. */
export function JobForm({ job, initial }: JobFormProps) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const actions = useJobActions();
  const mayRun = useMay('jobs:run');
  const [draft, setDraft] = useState(initial);
  const [chosen, setChosen] = useState(initial.triggers[0]?.key);
  const isSaved = useRef(false);
  const isChanged = draft !== initial;
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
  });
  const failure = save.error === null ? undefined : describeError(save.error);
  const problems = problemsThatStand(failure?.fields ?? [], { sent: save.variables?.sent ?? draft, now: draft });
  const unshown = unshownProblems(problems);
  const canSave = isComplete(draft);
  const submit = (andRun: boolean) => {
    if (canSave && !save.isPending) save.mutate({ sent: draft, andRun });
  };
  useShortcuts([
    {
      keys: 'Mod+s',
      label: t('job-form.save'),
      group: t('keys.group.page'),
      whileTyping: true,
      run: () => submit(false),
    },
  ]);
  const guard = useLeaveGuard(useCallback(() => isChanged && !isSaved.current, [isChanged]));
  const section = {
    draft,
    problemAt: makeProblemAt(problems),
    onChange: (change: Partial<JobDraft>) => setDraft((before) => ({ ...before, ...change })),
  };
  return (
    <Page
      crumbs={
        <>
          <Crumb>
            <Link to="/jobs">{t('nav.jobs')}</Link>
          </Crumb>
          {job !== undefined && (
            <Crumb>
              <Link to="/jobs/$jobId" params={{ jobId: job.id }}>
                {job.name}
              </Link>
            </Crumb>
          )}
        </>
      }
      title={t(job === undefined ? 'jobs.new' : 'job-form.edit')}
      facts={isChanged && t(canSave ? 'job-form.unsaved' : 'job-form.incomplete')}
      actions={
        <>
          {mayRun && (
            <Button
              disabled={!canSave}
              loading={save.isPending && save.variables.andRun}
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
              onClick={() => submit(true)}
            >
              {t('job-form.save-and-run')}
            </Button>
          )}
          <Button
            variant="filled"
            disabled={!canSave}
            loading={save.isPending && !save.variables.andRun}
            rightSection={<KeyHint keys="Mod+s" />}
            onClick={() => submit(false)}
          >
            {t('job-form.save')}
          </Button>
        </>
      }
    >
      <WithRail
        label={t('job-form.in-words')}
        rail={<FormRail draft={draft} chosen={draft.triggers.find(({ key }) => key === chosen)} />}
      >
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            submit(false);
          }}
        >
          {failure !== undefined && (failure.fields.length === 0 || unshown.length > 0) && (
            <p className={styles.problem} role="alert" style={{ padding: '8px 16px' }}>
              <IconAlertTriangle size={16} aria-hidden /> {failure.detail}{' '}
              {unshown.map(({ path, message }) => `${path} ${message}. `)}
            </p>
          )}
          <WhatSection {...section} />
          <WhenSection {...section} problems={problems} chosen={chosen} onChoose={setChosen} />
          <HowSection {...section} />
        </form>
      </WithRail>
      <ConfirmDialog
        isOpen={guard.isAsking}
        title={t('job-form.leave-title')}
        confirmLabel={t('job-form.leave')}
        cancelLabel={t('job-form.stay')}
        onConfirm={guard.leave}
        onCancel={guard.stay}
      >
        {t('job-form.leave-text')}
      </ConfirmDialog>
    </Page>
  );
}
