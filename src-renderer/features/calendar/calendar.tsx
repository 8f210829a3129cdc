import { ActionIcon, Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../lib/client/api.ts';
import { formatDay, viewerZone } from '../../lib/format/time.ts';
import { useShortcuts } from '../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../lib/messages/messages.ts';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import { Page, Toolbar } from '../../ui/page.tsx';
import { Segments } from '../../ui/segments.tsx';
import { EmptyState, ErrorState, ListSkeleton } from '../../ui/states.tsx';
import { useNow } from '../../ui/use-now.ts';
import { Agenda } from './agenda.tsx';
import styles from './calendar.module.css';
import { CalendarGrid } from './calendar-grid.tsx';
import type { CalendarPlace } from './calendar-place.ts';
import { rangeOf, readDay, turnPage, writeDay } from './calendar-range.ts';
import { EntryDialog } from './entry-dialog.tsx';
import type { CalendarEntry } from './plan-calendar.ts';
import { useCalendar } from './use-calendar.ts';

interface CalendarProps {
  place: CalendarPlace;
  onPlace: (change: Partial<CalendarPlace>) => void;
}

/** What ran and what is to run, by day. */
export function Calendar({ place, onPlace }: CalendarProps) {
  const now = useNow();
  const view = place.view ?? (window.matchMedia('(max-width: 47.99em)').matches ? 'agenda' : 'week');
  const day = readDay(place.date, new Date(now));
  const range = rangeOf(view, day);
  const calendar = useCalendar(place, range, now);
  const agents = useQuery(api.agents.list.queryOptions({ input: { limit: 200 } }));
  const [opened, setOpened] = useState<CalendarEntry>();
  const turn = (step: -1 | 1) => onPlace({ date: writeDay(turnPage(view, day, step)) });
  const group = t('keys.group.page');
  useShortcuts([
    { keys: 'ArrowLeft', label: t('calendar.before'), group, run: () => turn(-1) },
    { keys: 'ArrowRight', label: t('calendar.after'), group, run: () => turn(1) },
    { keys: 't', label: t('calendar.today'), group, run: () => onPlace({ date: undefined }) },
  ]);
  const isEmpty = calendar.entries.length === 0;
  return (
    <Page
      title={t('nav.calendar')}
      facts={
        <>
          <b className="t2">
            {formatDay(range.from.getTime(), now)}
            {view !== 'day' && ` – ${formatDay(range.to.getTime() - 1, now)}`}
          </b>
          <span>{viewerZone()}</span>
        </>
      }
      actions={
        <span className={styles.nav}>
          <ActionIcon aria-label={t('calendar.before')} onClick={() => turn(-1)}>
            <IconChevronLeft size={16} />
          </ActionIcon>
          <Button onClick={() => onPlace({ date: undefined })}>{t('calendar.today')}</Button>
          <ActionIcon aria-label={t('calendar.after')} onClick={() => turn(1)}>
            <IconChevronRight size={16} />
          </ActionIcon>
        </span>
      }
    >
      <Toolbar label={t('jobs.filters')}>
        <Segments
          label={t('calendar.view')}
          value={view}
          options={(['month', 'week', 'day', 'agenda'] as const).map((value) => ({
            value,
            label: t(`calendar.view.${value}`),
          }))}
          onChange={(next) => onPlace({ view: next })}
        />
        <FilterMenu
          label={t('jobs.column.name')}
          value={place.job}
          options={calendar.all.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(job) => onPlace({ job })}
        />
        <FilterMenu
          label={t('jobs.column.agent')}
          value={place.agent}
          options={agents.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? []}
          onChange={(agent) => onPlace({ agent })}
        />
        {calendar.isCut && <span className="t3">{t('calendar.cut')}</span>}
        {calendar.left > 0 && <span className="t3">{t('calendar.left', { n: calendar.left })}</span>}
      </Toolbar>
      <div className={styles.body}>
        {calendar.error !== null && (
          <ErrorState title={t('calendar.unreadable')} error={calendar.error} onRetry={calendar.retry} />
        )}
        {calendar.error === null && calendar.isLoading && isEmpty && <ListSkeleton />}
        {calendar.error === null && !calendar.isLoading && isEmpty && view === 'agenda' && (
          <EmptyState title={t('calendar.empty')} text={t('calendar.empty-text')} />
        )}
        {calendar.error === null && view === 'agenda' && <Agenda entries={calendar.entries} onOpen={setOpened} />}
        {calendar.error === null && view !== 'agenda' && !(calendar.isLoading && isEmpty) && (
          <CalendarGrid
            view={view}
            day={day}
            entries={calendar.entries}
            onOpen={setOpened}
            onDay={(date) => onPlace({ view: 'day', date })}
          />
        )}
      </div>
      {opened !== undefined && <EntryDialog entry={opened} onClose={() => setOpened(undefined)} />}
    </Page>
  );
}
