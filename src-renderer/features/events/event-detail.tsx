import { ActionIcon, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Event } from '#contract/events.ts';
import { api } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { formatExact } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { Region } from '../../ui/page.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import styles from './events.module.css';

interface EventDetailProps {
  /** The one in the address; it may have been read long ago, or not be in the list. */
  id: string | undefined;
  known: Event | undefined;
}

/** One event in full: its payload, where it came from, and the runs it started. */
export function EventDetail({ id, known }: EventDetailProps) {
  const read = useQuery({
    ...api.events.get.queryOptions({ input: { id: id ?? '' } }),
    enabled: id !== undefined && known === undefined,
  });
  const event = known ?? read.data;
  if (event === undefined) {
    return (
      <Region title={t('events.event')}>
        <p className="t3 xs">{t(read.isError ? 'events.gone' : 'events.choose')}</p>
      </Region>
    );
  }
  const payload = JSON.stringify(event.payload, null, 2);
  return (
    <>
      <Region title={<code>{event.type}</code>}>
        <dl className={styles.pairs}>
          <dt>{t('events.column.at')}</dt>
          <dd>{formatExact(Date.parse(event.at))}</dd>
          <dt>{t('events.column.source')}</dt>
          <dd>{event.source}</dd>
          {event.subject !== null && (
            <>
              <dt>{t('events.column.subject')}</dt>
              <dd>{event.subject}</dd>
            </>
          )}
          {event.depth > 0 && (
            <>
              <dt>{t('events.depth')}</dt>
              <dd>{t('events.depth-text', { n: event.depth })}</dd>
            </>
          )}
        </dl>
      </Region>
      <Region
        title={t('events.column.payload')}
        actions={
          <CopyButton value={payload}>
            {({ copied, copy }) => (
              <ActionIcon onClick={copy} aria-label={t(copied ? 'action.copied' : 'action.copy')}>
                {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              </ActionIcon>
            )}
          </CopyButton>
        }
      >
        <section className={styles.payload} aria-label={t('events.column.payload')}>
          <pre>{payload}</pre>
        </section>
      </Region>
      <Region title={t('events.column.triggered')} note={event.triggered.length}>
        {event.triggered.length === 0 && <p className="t3 xs">{t('events.nothing-triggered')}</p>}
        <ul className={styles.runs}>
          {event.triggered.map((runId) => (
            <TriggeredRun key={runId} runId={runId} />
          ))}
        </ul>
      </Region>
    </>
  );
}

function TriggeredRun({ runId }: { runId: string }) {
  const mayRead = useMay('runs:read');
  const { data } = useQuery({
    ...api.runs.get.queryOptions({ input: { id: runId } }),
    enabled: mayRead,
    retry: false,
  });
  return (
    <li>
      <Link to="/runs/$runId" params={{ runId }} className="ellipsis">
        <b>{data?.title ?? runId}</b>
      </Link>
      {data !== undefined && <StatusBadge status={data.status} isQuiet />}
    </li>
  );
}
