import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { newDraft, toDraft } from '../../features/jobs/form/job-draft.ts';
import { JobForm } from '../../features/jobs/form/job-form.tsx';
import { api } from '../../lib/client/api.ts';
import { viewerZone } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { Page } from '../../ui/page.tsx';
import { ErrorState, ListSkeleton } from '../../ui/states.tsx';

/** `#/jobs/new`, and `#/jobs/ID/edit`: a job as a form. */
export default function JobFormPage() {
  const { jobId } = useParams({ strict: false });
  // Read once: what others change meanwhile must not overwrite what is being typed.
  const {
    data: job,
    error,
    refetch,
  } = useQuery(api.jobs.get.queryOptions({ input: { id: jobId ?? '' }, enabled: jobId !== undefined }));
  if (jobId === undefined) return <JobForm key="new" initial={newDraft({ timezone: viewerZone() })} />;
  if (job !== undefined) return <JobForm key={jobId} job={job} initial={toDraft(job)} />;
  return (
    <Page title={t('job-form.edit')}>
      {error === null ? <ListSkeleton /> : <ErrorState title={t('job.unreadable')} error={error} onRetry={refetch} />}
    </Page>
  );
}
