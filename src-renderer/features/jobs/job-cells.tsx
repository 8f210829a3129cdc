import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Job } from '#contract/jobs.ts';
import type { Run } from '#contract/runs.ts';
import { formatExact, formatNext } from '../../lib/format/time.ts';
import { type MessageKey, t } from '../../lib/messages/messages.ts';
import { Duration } from '../../ui/duration.tsx';
import { OccurrenceStrip } from '../../ui/occurrence-strip.tsx';
import { Elapsed, RelativeTime } from '../../ui/relative-time.tsx';
import { type StatusName, statusLooks } from '../../ui/status.ts';
import { StatusIcon } from '../../ui/status-badge.tsx';
import { UntilStart } from '../../ui/until-start.tsx';
import { recentCount, recentRunsQuery } from './job-queries.ts';
import styles from './jobs.module.css';
import { toMarks, usualDuration } from './recent-runs.ts';
import { leadingTrigger, TriggerSchedule } from './trigger-schedule.tsx';

/** The job's name, a link to all about it. */
export function JobName({ job }: { job: Job }) {
  return (
    <Link to="/jobs/$jobId" params={{ jobId: job.id }} tabIndex={-1}>
      <b>{job.name}</b>
    </Link>
  );
}

/** When it fires, in words; more triggers than one as a count. */
export function JobSchedule({ job }: { job: Job }) {
  const first = leadingTrigger(job.triggers);
  if (first === undefined) return <span className="t3">{t('schedule.none')}</span>;
  const others = job.triggers.length - 1;
  return (
    <span className={styles.schedule}>
      <TriggerSchedule trigger={first} isTabStop={false} />
      {others > 0 && <span className="t3">{t('schedule.more', { n: others })}</span>}
    </span>
  );
}

/** The countdown to the next fire; what holds it up where there is none. */
export function NextFire({ job }: { job: Job }) {
  if (job.state !== 'active') return <span className="t3">{t(statusLooks[job.state].word)}</span>;
  if (job.nextAt === null) return <span className="t3">{t(waitsFor(job))}</span>;
  return <UntilStart at={job.nextAt} zone={job.triggers[0]?.timezone} />;
}

/** What starts it where no clock does. */
function waitsFor({ triggers }: Job): MessageKey {
  const kinds = new Set(triggers.filter(({ enabled }) => enabled).map(({ kind }) => kind));
  if (kinds.has('event')) return 'jobs.on-event';
  return kinds.has('condition') ? 'jobs.on-condition' : 'schedule.by-hand';
}

/** The clock time of the next fire. */
export function NextClock({ job }: { job: Job }) {
  if (job.state !== 'active' || job.nextAt === null) return null;
  const at = Date.parse(job.nextAt);
  return (
    <time dateTime={job.nextAt} title={formatExact(at, job.triggers[0]?.timezone)}>
      {formatNext(at, Date.now())}
    </time>
  );
}

/** Where the job is now, as an icon: paused or over, else how it last went. */
export function JobIcon({ job }: { job: Job }) {
  const { data } = useQuery(recentRunsQuery(job.id));
  return <StatusIcon status={statusOf(job, data?.items[0])} />;
}

export function JobStrip({ job }: { job: Job }) {
  const { data } = useQuery(recentRunsQuery(job.id));
  if (data === undefined) return null;
  const label = t('jobs.strip', { name: job.name });
  return <OccurrenceStrip marks={toMarks(data.items, Date.now())} label={label} slots={recentCount} />;
}

/** The last run in a word and its age, a link to it. */
export function LastRun({ job }: { job: Job }) {
  const { data } = useQuery(recentRunsQuery(job.id));
  const run = data?.items[0];
  if (data === undefined) return null;
  if (run === undefined) return <span className="t3">{t('status.none')}</span>;
  return (
    <Link to="/runs/$runId" params={{ runId: run.id }} tabIndex={-1} className={styles.last}>
      <span className={styles.word} data-tone={statusLooks[run.status].tone}>
        {t(statusLooks[run.status].word)}
      </span>{' '}
      <LastRunAge run={run} />
    </Link>
  );
}

function LastRunAge({ run }: { run: Run }) {
  if (run.status === 'retry-wait' && run.nextAttemptAt !== null) {
    return <UntilStart at={run.nextAttemptAt} isPhrase />;
  }
  if (run.finishedAt !== null) return <RelativeTime at={run.finishedAt} />;
  return <Elapsed since={run.startedAt ?? run.queuedAt} />;
}

/** What the job usually takes. */
export function Usual({ job }: { job: Job }) {
  const { data } = useQuery(recentRunsQuery(job.id));
  const usualMs = usualDuration(data?.items ?? []);
  return usualMs === undefined ? null : <Duration ms={usualMs} />;
}

function statusOf(job: Job, last: Run | undefined): StatusName {
  if (job.state !== 'active') return job.state;
  return last?.status ?? 'none';
}
