import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Agent } from '#contract/agents.ts';
import { readFormPlace } from '../../features/jobs/detail/job-place.ts';
import { newDraft, toDraft } from '../../features/jobs/form/job-draft.ts';
import { JobForm } from '../../features/jobs/form/job-form.tsx';
import { api } from '../../lib/client/api.ts';
import { viewerZone } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { Page } from '../../ui/page.tsx';
import { ErrorState, ListSkeleton } from '../../ui/states.tsx';
import { readNewJobPlace } from '../page-places.ts';

/** `#/jobs/new?agent=ID`, and `#/jobs/ID/edit`: a job as a form. */
export default function JobFormPage() {
  const { jobId } = useParams({ strict: false });
  return jobId === undefined ? <NewJob /> : <EditedJob jobId={jobId} />;
}

/** A job for the agent of the address begins with its name. */
function NewJob() {
  const { agent: agentId } = readNewJobPlace(useSearch({ strict: false }));
  const { data: agent, isLoading } = useQuery(
    api.agents.get.queryOptions({ input: { id: agentId ?? '' }, enabled: agentId !== undefined, retry: false }),
  );
  if (isLoading) {
    return (
      <Page title={t('jobs.new')}>
        <ListSkeleton />
      </Page>
    );
  }
  return <NewJobForm key={agentId ?? 'new'} agent={agent} />;
}

function NewJobForm({ agent }: { agent: Agent | undefined }) {
  return <JobForm initial={{ ...newDraft({ timezone: viewerZone(), agentId: agent?.id }), name: agent?.name ?? '' }} />;
}

function EditedJob({ jobId }: { jobId: string }) {
  const { part } = readFormPlace(useSearch({ strict: false }));
  // Read once: what others change meanwhile must not overwrite what is being typed.
  const { data: job, error, refetch } = useQuery(api.jobs.get.queryOptions({ input: { id: jobId } }));
  const isThere = job !== undefined;
  useEffect(() => {
    if (isThere && part !== undefined) showPart(t(`job-form.${part}`));
  }, [isThere, part]);
  if (job !== undefined) return <JobForm key={jobId} job={job} initial={toDraft(job)} />;
  return (
    <Page title={t('job-form.edit')}>
      {error === null ? <ListSkeleton /> : <ErrorState title={t('job.unreadable')} error={error} onRetry={refetch} />}
    </Page>
  );
}

/** Brings the step of the form one was sent to into view and begins in its first field. */
function showPart(title: string): void {
  const step = document.querySelector(`main section[aria-label="${CSS.escape(title)}"]`);
  step?.scrollIntoView({ block: 'start' });
  step?.querySelector<HTMLElement>('input, select, textarea, button')?.focus({ preventScroll: true });
}
