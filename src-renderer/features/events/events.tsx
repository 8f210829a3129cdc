import { Button } from '@mantine/core';
import { IconBroadcast, IconSnowflake } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Event } from '#contract/events.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { useShortcuts } from '../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../lib/messages/messages.ts';
import { DataList } from '../../ui/data-list/data-list.tsx';
import { Page, Toolbar, WithRail } from '../../ui/page.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { EventTime, EventType, eventColumns } from './event-columns.tsx';
import { EventDetail } from './event-detail.tsx';
import type { EventFilters } from './event-filters.ts';
import styles from './events.module.css';
import { NoEvents } from './no-events.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import { useLiveEvents } from './use-live-events.ts';

interface EventsProps {
  filters: EventFilters;
  onFilter: (change: Partial<EventFilters>) => void;
}

/** What happened, as it happens, and what each thing started. */
export function Events({ filters, onFilter }: EventsProps) {
  const { events, pages, isFrozen, waiting, freeze, thaw } = useLiveEvents(filters);
  const mayPublish = useMay('events:write');
  const [isPublishing, setPublishing] = useState(false);
  const opened = filters.event ?? events[0]?.id;
  const columns = useMemo(() => eventColumns(opened), [opened]);
  const toggle = isFrozen ? thaw : freeze;
  const group = t('keys.group.page');
  useShortcuts([{ keys: 'p', label: t('events.freeze-or-go-on'), group, run: toggle }]);
  useShortcuts([{ keys: 'c', label: t('events.publish'), group, run: () => setPublishing(true) }], mayPublish);
  const isFiltered = (filters.type ?? filters.source) !== undefined;
  return (
    <Page
      title={t('nav.events')}
      facts={
        <span className={styles.live} data-frozen={isFrozen || undefined} role="status">
          <IconBroadcast size={14} aria-hidden />
          {isFrozen ? t('events.frozen', { n: waiting }) : t('events.live')}
        </span>
      }
      actions={
        <>
          <Button
            aria-pressed={isFrozen}
            leftSection={isFrozen ? <IconBroadcast size={16} aria-hidden /> : <IconSnowflake size={16} aria-hidden />}
            onClick={toggle}
          >
            {t(isFrozen ? 'events.go-on' : 'events.freeze')}
          </Button>
          {mayPublish && (
            <Button variant="filled" onClick={() => setPublishing(true)}>
              {t('events.publish')}
            </Button>
          )}
        </>
      }
    >
      <Toolbar label={t('jobs.filters')}>
        <SearchField
          label={t('events.find-type')}
          value={filters.type ?? ''}
          hint="/"
          onChange={(type) => onFilter({ type })}
        />
        <SearchField
          label={t('events.find-source')}
          value={filters.source ?? ''}
          width={150}
          onChange={(source) => onFilter({ source })}
        />
      </Toolbar>
      <WithRail
        label={t('events.event')}
        rail={<EventDetail id={opened} known={events.find(({ id }) => id === opened)} />}
      >
        <DataList
          label={t('nav.events')}
          rows={events}
          keyOf={({ id }) => id}
          columns={columns}
          renderCompact={(event) => <CompactEvent event={event} isOpened={event.id === opened} />}
          onOpen={({ id }) => onFilter({ event: id })}
          isLoading={pages.isPending}
          failure={
            pages.isError && !isFrozen
              ? { title: t('events.unreadable'), error: pages.error, onRetry: () => void pages.refetch() }
              : undefined
          }
          empty={
            isFiltered ? (
              <EmptyState
                title={t('events.none-found')}
                text={t('events.none-found-text')}
                actions={
                  <Button onClick={() => onFilter({ type: undefined, source: undefined })}>{t('filter.clear')}</Button>
                }
              />
            ) : (
              <NoEvents />
            )
          }
          onNearEnd={pages.hasNextPage && !pages.isFetchingNextPage ? () => void pages.fetchNextPage() : undefined}
        />
      </WithRail>
      {isPublishing && (
        <PublishDialog
          onPublished={({ id }) => {
            setPublishing(false);
            onFilter({ event: id });
          }}
          onClose={() => setPublishing(false)}
        />
      )}
    </Page>
  );
}

function CompactEvent({ event, isOpened }: { event: Event; isOpened: boolean }) {
  return (
    <div className={styles.compact}>
      <EventType type={event.type} isOpened={isOpened} />
      <span className="t3 xs">
        <EventTime at={event.at} />
      </span>
      <span className="t2 xs ellipsis">
        {event.source} {event.subject}
      </span>
      <span className="xs">{event.triggered.length > 0 && t('events.runs', { n: event.triggered.length })}</span>
    </div>
  );
}
