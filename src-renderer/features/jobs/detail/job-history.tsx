import { useQuery } from '@tanstack/react-query';
import { api } from '../../../lib/client/api.ts';
import { formatExact, formatMoment } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { DetailLines } from '../../../ui/detail-lines.tsx';
import { EmptyState, ErrorState, ListSkeleton } from '../../../ui/states.tsx';
import styles from './job-detail.module.css';

/** Who changed what of the job, from the audit log. */
export function JobHistory({ jobId }: { jobId: string }) {
  const { data, error, refetch } = useQuery(
    api.audit.logs.queryOptions({ input: { resourceType: 'job', resourceId: jobId, limit: 200 } }),
  );
  if (error !== null) return <ErrorState title={t('job.history-unreadable')} error={error} onRetry={refetch} />;
  if (data === undefined) return <ListSkeleton />;
  if (data.items.length === 0) return <EmptyState title={t('job.no-history')} text={t('job.no-history-text')} />;
  return (
    <ol className={styles.history}>
      {data.items.map((entry) => (
        <li key={entry.seq} className={styles.entry}>
          <header>
            <time dateTime={entry.at} title={formatExact(Date.parse(entry.at))}>
              {formatMoment(Date.parse(entry.at), Date.now())}
            </time>
            <b>{entry.actor.name}</b> <code>{entry.action}</code>
            <span className="t3 xs">{t(`audit.via.${entry.via}`)}</span>
            {entry.outcome !== 'ok' && <span className={styles.danger}>{t(`audit.outcome.${entry.outcome}`)}</span>}
          </header>
          <DetailLines details={entry.details} />
        </li>
      ))}
    </ol>
  );
}
