import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Job } from '#contract/jobs.ts';
import { api } from '../../../lib/client/api.ts';
import { useMay } from '../../../lib/client/use-session.ts';
import { formatExact, formatMoment, formatNext, formatNextOf, viewerZone } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { sayReason } from '../../../lib/say-reason.ts';
import { Crumb, Page, Toolbar } from '../../../ui/page.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { ErrorState, ListSkeleton } from '../../../ui/states.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { UntilStart } from '../../../ui/until-start.tsx';
import { recentRunsQuery } from '../job-queries.ts';
import { leadingTrigger, TriggerSchedule } from '../trigger-schedule.tsx';
import { JobDetailActions } from './job-detail-actions.tsx';
import { JobHistory } from './job-history.tsx';
import type { JobPlace } from './job-place.ts';
import { JobRuns } from './job-runs.tsx';
import { OccurrencesView } from './occurrences-view.tsx';

interface JobDetailProps {
  jobId: string;
  place: JobPlace;
  onPlace: (change: Partial<JobPlace>) => void;
}

/** One job: where it stands, why it did or did not run, all its runs, who changed it. */
export function JobDetail({ jobId, place, onPlace }: JobDetailProps) {
  const { data: job, error, refetch } = useQuery(api.jobs.get.queryOptions({ input: { id: jobId } }));
  const mayAudit = useMay('audit:read');
  const crumbs = (
    <Crumb>
      <Link to="/jobs">{t('nav.jobs')}</Link>
    </Crumb>
  );
  if (job === undefined) {
    return (
      <Page crumbs={crumbs} title={error === null ? ' ' : t('job.title')}>
        {error === null ? <ListSkeleton /> : <ErrorState title={t('job.unreadable')} error={error} onRetry={refetch} />}
      </Page>
    );
  }
  return (
    <Page crumbs={crumbs} title={job.name} facts={<Facts job={job} />} actions={<JobDetailActions job={job} />}>
      <Toolbar label={t('job.views')}>
        <Segments
          label={t('job.views')}
          value={place.tab ?? 'occurrences'}
          options={[
            { value: 'occurrences', label: t('job.occurrences') },
            { value: 'runs', label: t('nav.runs') },
            ...(mayAudit ? [{ value: 'history', label: t('job.history') } as const] : []),
          ]}
          onChange={(tab) => onPlace({ tab: tab === 'occurrences' ? undefined : tab })}
        />
      </Toolbar>
      {place.tab === undefined && <OccurrencesView job={job} place={place} onPlace={onPlace} />}
      {place.tab === 'runs' && <JobRuns jobId={jobId} />}
      {place.tab === 'history' && mayAudit && <JobHistory jobId={jobId} />}
    </Page>
  );
}

function Facts({ job }: { job: Job }) {
  const { data } = useQuery(recentRunsQuery(job.id));
  const live = data?.items.find(({ finishedAt }) => finishedAt === null);
  const first = leadingTrigger(job.triggers);
  const zone = job.triggers.find(({ nextAt }) => nextAt === job.nextAt)?.timezone ?? viewerZone();
  return (
    <>
      <StatusBadge status={job.state === 'active' ? (live?.status ?? 'active') : job.state} isFilled />
      {first !== undefined && <TriggerSchedule trigger={first} isChip />}
      {job.triggers.length > 1 && <span>{t('schedule.more', { n: job.triggers.length - 1 })}</span>}
      {job.stateReason !== null && (
        <span className="ellipsis">{sayReason(job.stateReason, (at) => formatMoment(at, Date.now()))}</span>
      )}
      {job.snoozedUntil !== null && job.state === 'active' && (
        <span title={formatExact(Date.parse(job.snoozedUntil))}>
          {t('job.snoozed-until', { time: formatNext(Date.parse(job.snoozedUntil), Date.now()) })}
        </span>
      )}
      {job.nextAt !== null && job.state === 'active' && (
        <span>
          {t('job.next')} <b>{formatNextOf({ zone }, Date.parse(job.nextAt), Date.now())}</b>{' '}
          <UntilStart at={job.nextAt} zone={zone} isPhrase />
        </span>
      )}
    </>
  );
}
