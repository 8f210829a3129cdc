import { Button } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPlay } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Job } from '#contract/jobs.ts';
import { useMay } from '../../../lib/client/use-session.ts';
import { useShortcuts } from '../../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../../lib/messages/messages.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { FieldFaultsReported, useFieldFaults } from '../../../ui/field-faults.tsx';
import { KeyHint } from '../../../ui/key-hint.tsx';
import { Crumb, Page, WithRail } from '../../../ui/page.tsx';
import { makeProblemAt, unshownProblems } from './form-problems.ts';
import { FormRail } from './form-rail.tsx';
import { HowSection } from './how-section.tsx';
import type { JobDraft } from './job-draft.ts';
import styles from './job-form.module.css';
import { useJobForm } from './use-job-form.ts';
import { WhatSection } from './what-section.tsx';
import { WhenSection } from './when-section.tsx';

interface JobFormProps {
  /** The job that is changed; absent for a new one. */
  job?: Job | undefined;
  initial: JobDraft;
}

/** A job as a form: what, when and how, on one page, and beside it what that comes to. */
export function JobForm({ job, initial }: JobFormProps) {
  const mayRun = useMay('jobs:run');
  const { faults: unread, report } = useFieldFaults();
  const { draft, problems, failure, guard, submit, ...form } = useJobForm({ job, initial, unread });
  const unshown = unshownProblems(problems);
  useShortcuts([
    {
      keys: 'Mod+s',
      label: t('job-form.save'),
      group: t('keys.group.page'),
      whileTyping: true,
      run: () => submit(false),
    },
  ]);
  const section = { draft, problemAt: makeProblemAt(problems), onChange: form.change };
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
      facts={<span role="status">{form.state}</span>}
      actions={
        <>
          {mayRun && (
            <Button
              loading={form.isRunning}
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
              onClick={() => submit(true)}
            >
              {t('job-form.save-and-run')}
            </Button>
          )}
          <Button
            variant="filled"
            loading={form.isSaving && !form.isRunning}
            rightSection={<KeyHint keys="Mod+s" />}
            onClick={() => submit(false)}
          >
            {t('job-form.save')}
          </Button>
        </>
      }
    >
      <div className={styles.wideRail}>
        <WithRail
          label={t('job-form.in-words')}
          rail={<FormRail draft={draft} chosen={draft.triggers.find(({ key }) => key === form.chosen)} />}
        >
          <FieldFaultsReported report={report}>
            <form
              ref={form.form}
              noValidate
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
              <WhenSection
                {...section}
                problems={problems}
                jobId={job?.id}
                chosen={form.chosen}
                onChoose={form.choose}
              />
              <HowSection {...section} />
            </form>
          </FieldFaultsReported>
        </WithRail>
      </div>
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
