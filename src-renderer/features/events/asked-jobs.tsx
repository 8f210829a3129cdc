import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { EventOccurrence } from '#contract/events.ts';
import { api } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { sayReasonCode } from '../../lib/say-reason.ts';
import { statusLooks } from '../../ui/status.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import styles from './events.module.css';

/** A job that waited for the event: its run, or why it has none. */
export function AskedJob({ occurrence }: { occurrence: EventOccurrence }) {
  const { jobId, outcome, reason, cause, runId } = occurrence;
  const { data: job } = useQuery({ ...api.jobs.get.queryOptions({ input: { id: jobId } }), retry: false });
  return (
    <li>
      <Link to="/jobs/$jobId" params={{ jobId }} className="ellipsis">
        <b>{job?.name ?? t('events.a-job')}</b>
      </Link>
      {runId === null ? <StatusBadge status={outcome} isQuiet /> : <StartedRun runId={runId} isOfNamed />}
      {runId === null && reason !== null && (
        <span className={styles.reason} title={cause ?? undefined}>
          {sayReasonCode(reason)}
        </span>
      )}
    </li>
  );
}

interface StartedRunProps {
  runId: string;
  /** What ran is named beside it. */
  isOfNamed?: boolean;
}

/** A run the event started, and how it goes or went. */
export function StartedRun({ runId, isOfNamed = false }: StartedRunProps) {
  const mayRead = useMay('runs:read');
  const { data } = useQuery({
    ...api.runs.get.queryOptions({ input: { id: runId } }),
    enabled: mayRead,
    retry: false,
  });
  return (
    <>
      {!isOfNamed && <b className="ellipsis">{data?.title ?? t('events.a-run')}</b>}
      <Link
        to="/runs/$runId"
        params={{ runId }}
        aria-label={[t('events.open-run'), ...(data === undefined ? [] : [t(statusLooks[data.status].word)])].join(
          ': ',
        )}
      >
        {data === undefined ? t('events.open-run') : <StatusBadge status={data.status} isQuiet />}
      </Link>
    </>
  );
}
