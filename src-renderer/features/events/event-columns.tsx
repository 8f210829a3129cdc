import type { Event } from '#contract/events.ts';
import { formatClock, formatExact, formatMoment } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import type { Column } from '../../ui/data-list/column.ts';
import styles from './events.module.css';

const dayMs = 86_400_000;

/** The columns of the list: when, what, from whom, about what, and what it started. */
export function eventColumns(opened: string | undefined): readonly Column<Event>[] {
  return [
    { key: 'at', head: t('events.column.at'), width: 130, cell: ({ at }) => <EventTime at={at} /> },
    {
      key: 'type',
      head: t('events.column.type'),
      width: 190,
      cell: ({ id, type }) => <EventType type={type} isOpened={id === opened} />,
    },
    { key: 'source', head: t('events.column.source'), width: 130, isQuiet: true, cell: ({ source }) => source },
    {
      key: 'subject',
      head: t('events.column.subject'),
      width: 150,
      isQuiet: true,
      minListWidth: 760,
      cell: ({ subject }) => subject,
    },
    {
      key: 'payload',
      head: t('events.column.payload'),
      isQuiet: true,
      cell: ({ payload }) => <code>{brief(payload)}</code>,
    },
    {
      key: 'triggered',
      head: t('events.column.triggered'),
      width: 86,
      align: 'right',
      cell: ({ triggered }) => triggered.length > 0 && t('events.runs', { n: triggered.length }),
    },
  ];
}

/** The type; of the event that is opened its row stands out. */
export function EventType({ type, isOpened }: { type: string; isOpened: boolean }) {
  return (
    <code className={isOpened ? `ellipsis ${styles.opened}` : 'ellipsis'} aria-current={isOpened || undefined}>
      {type}
    </code>
  );
}

/** Of today the time alone; the exact moment is on hover. */
export function EventTime({ at }: { at: string }) {
  const then = Date.parse(at);
  const now = Date.now();
  return (
    <time dateTime={at} title={formatExact(then)}>
      {now - then < dayMs ? formatClock(then, { precision: 'ms' }) : formatMoment(then, now)}
    </time>
  );
}

/** A payload on one line. */
function brief(payload: unknown): string {
  const text = JSON.stringify(payload);
  return text === '{}' ? '' : text.slice(0, 200);
}
