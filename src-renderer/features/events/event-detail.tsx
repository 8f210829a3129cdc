import { ActionIcon, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Event } from '#contract/events.ts';
import { api } from '../../lib/client/api.ts';
import { formatExact } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { Region } from '../../ui/page.tsx';
import { ErrorState, ListSkeleton } from '../../ui/states.tsx';
import { AskedJob, StartedRun } from './asked-jobs.tsx';
import styles from './events.module.css';

interface EventDetailProps {
  /** The one in the address; it may have been read long ago, or not be in the list. */
  id: string | undefined;
  known: Event | undefined;
}

/** One event in full: its payload, where it came from, and what came of it at the jobs it asked. */
export function EventDetail({ id, known }: EventDetailProps) {
  const read = useQuery({
    ...api.events.get.queryOptions({ input: { id: id ?? '' } }),
    enabled: id !== undefined,
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
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is longer than its box is scrolled by the arrows */}
        <section className={styles.payload} aria-label={t('events.column.payload')} tabIndex={0}>
          <pre>{payload}</pre>
        </section>
      </Region>
      <Region title={t('events.asked')} note={read.data?.occurrences.length}>
        {read.error !== null && (
          <ErrorState title={t('events.unreadable')} error={read.error} onRetry={() => void read.refetch()} />
        )}
        {read.isPending && <ListSkeleton rows={1} />}
        {read.data !== undefined && <Asked {...read.data} />}
      </Region>
    </>
  );
}

/** The jobs that waited for it, each with its run or the reason why it has none; and runs of jobs one may not see. */
function Asked({ occurrences, triggered }: Pick<Event, 'triggered'> & { occurrences: AskedList }) {
  const told = new Set(occurrences.map(({ runId }) => runId));
  const others = triggered.filter((runId) => !told.has(runId));
  if (occurrences.length + others.length === 0) return <p className="t3 xs">{t('events.nothing-triggered')}</p>;
  return (
    <ul className={styles.asked}>
      {occurrences.map((occurrence) => (
        <AskedJob key={`${occurrence.jobId} ${occurrence.runId} ${occurrence.reason}`} occurrence={occurrence} />
      ))}
      {others.map((runId) => (
        <li key={runId}>
          <StartedRun runId={runId} />
        </li>
      ))}
    </ul>
  );
}

type AskedList = Parameters<typeof AskedJob>[0]['occurrence'][];
