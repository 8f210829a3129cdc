import { useQuery } from '@tanstack/react-query';
import { api } from '../../../lib/client/api.ts';
import { formatExact, formatMoment } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { DetailLines } from '../../../ui/detail-lines.tsx';
import { EmptyState, ErrorState, ListSkeleton } from '../../../ui/states.tsx';
import { useAgents } from '../job-queries.ts';
import styles from './job-detail.module.css';
import { type HistoryLine, sayHistory } from './say-history.ts';

/** Who changed what of the job, from the audit log. */
export function JobHistory({ jobId }: { jobId: string }) {
  const now = Date.now();
  const { data: agents } = useAgents();
  const { data, error, refetch } = useQuery(
    api.audit.logs.queryOptions({ input: { resourceType: 'job', resourceId: jobId, limit: 200 } }),
  );
  if (error !== null) return <ErrorState title={t('job.history-unreadable')} error={error} onRetry={refetch} />;
  if (data === undefined) return <ListSkeleton />;
  if (data.items.length === 0) return <EmptyState title={t('job.no-history')} text={t('job.no-history-text')} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and holds nothing one reaches by key
    <ol className={styles.history} tabIndex={0} aria-label={t('job.history')}>
      {data.items.map((entry) => {
        const { act, lines, rest } = sayHistory(entry, { now, nameOfAgent: (id) => agents?.get(id)?.name });
        return (
          <li key={entry.seq} className={styles.entry}>
            <header>
              <time dateTime={entry.at} title={formatExact(Date.parse(entry.at))}>
                {formatMoment(Date.parse(entry.at), now)}
              </time>
              <span title={entry.action}>
                <b>{entry.actor.name}</b> {act}
              </span>
              <span className="t3 xs">{t(`audit.via.${entry.via}`)}</span>
              {entry.outcome !== 'ok' && <span className={styles.danger}>{t(`audit.outcome.${entry.outcome}`)}</span>}
            </header>
            {lines.length > 0 && (
              <dl className={styles.changes}>
                {lines.map((line) => (
                  <Change key={`${line.label} ${line.after}`} line={line} />
                ))}
              </dl>
            )}
            {Object.keys(rest).length > 0 && <DetailLines details={rest} />}
          </li>
        );
      })}
    </ol>
  );
}

function Change({ line: { label, before, after } }: { line: HistoryLine }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {before !== undefined && (
          <>
            <del>{before}</del> <span aria-hidden>→</span>{' '}
          </>
        )}
        {after}
      </dd>
    </>
  );
}
