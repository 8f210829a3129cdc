import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../../lib/client/use-session.ts';
import { formatDay, viewerZone } from '../../lib/format/time.ts';
import { useShortcuts } from '../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../lib/messages/messages.ts';
import { Page, Toolbar } from '../../ui/page.tsx';
import { Segments } from '../../ui/segments.tsx';
import { EmptyState, ErrorState, ListSkeleton } from '../../ui/states.tsx';
import { useNow } from '../../ui/use-now.ts';
import { Agenda } from './agenda.tsx';
import styles from './calendar.module.css';
import { CalendarFilters } from './calendar-filters.tsx';
import { CalendarGrid } from './calendar-grid.tsx';
import { CalendarNav } from './calendar-nav.tsx';
import type { CalendarPlace } from './calendar-place.ts';
import { rangeOf, readDay, turnPage, writeDay } from './calendar-range.ts';
import { CrowdDialog } from './crowd-dialog.tsx';
import { EntryDialog } from './entry-dialog.tsx';
import { MonthGrid } from './month-grid.tsx';
import { type CalendarMark, isCrowd } from './plan-calendar.ts';
import { useCalendar } from './use-calendar.ts';
import { useEntryActions } from './use-entry-actions.ts';

interface CalendarProps {
  place: CalendarPlace;
  onPlace: (change: Partial<CalendarPlace>) => void;
}

/** What ran and what is to run, by day. */
export function Calendar({ place, onPlace }: CalendarProps) {
  const today = readDay(undefined, new Date(useNow()));
  const view = place.view ?? (window.matchMedia('(max-width: 47.99em)').matches ? 'agenda' : 'week');
  const day = readDay(place.date, today);
  const range = rangeOf(view, day);
  const calendar = useCalendar(place, range);
  const { jobs, entries } = calendar;
  const actions = useEntryActions(jobs);
  const mayWrite = useMay('jobs:write');
  const [opened, setOpened] = useState<CalendarMark>();
  const turn = (step: -1 | 1) => onPlace({ date: writeDay(turnPage(view, day, step)) });
  const close = () => setOpened(undefined);
  const group = t('keys.group.page');
  useShortcuts([
    { keys: 'ArrowLeft', label: t('calendar.before'), group, run: () => turn(-1) },
    { keys: 'ArrowRight', label: t('calendar.after'), group, run: () => turn(1) },
    { keys: 't', label: t('calendar.today'), group, run: () => onPlace({ date: undefined }) },
  ]);
  const isEmpty = entries.length === 0;
  const isReady = calendar.error === null && !(calendar.isLoading && isEmpty);
  return (
    <Page
      title={t('nav.calendar')}
      facts={
        <>
          <b className="t2">
            {formatDay(range.from.getTime(), today.getTime())}
            {view !== 'day' && ` – ${formatDay(range.to.getTime() - 1, today.getTime())}`}
          </b>
          <span>{viewerZone()}</span>
        </>
      }
      actions={<CalendarNav onTurn={turn} onToday={() => onPlace({ date: undefined })} />}
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
        <CalendarFilters place={place} jobs={jobs} onPlace={onPlace} />
        {calendar.isCut && <span className="t3">{t('calendar.cut')}</span>}
      </Toolbar>
      <div className={styles.body}>
        {calendar.error !== null && (
          <ErrorState title={t('calendar.unreadable')} error={calendar.error} onRetry={calendar.retry} />
        )}
        {calendar.error === null && !isReady && <ListSkeleton />}
        {isReady && isEmpty && <NothingThere place={place} hasJobs={jobs.length > 0} onPlace={onPlace} />}
        {isReady && view === 'agenda' && <Agenda entries={entries} onOpen={setOpened} />}
        {isReady && view === 'month' && (
          <MonthGrid day={day} entries={entries} onOpen={setOpened} onDay={(date) => onPlace({ view: 'day', date })} />
        )}
        {isReady && (view === 'week' || view === 'day') && (
          <CalendarGrid
            view={view}
            day={day}
            entries={entries}
            onOpen={setOpened}
            onMove={mayWrite ? (entry, at) => void actions.move(entry, at) : undefined}
          />
        )}
      </div>
      {opened !== undefined && isCrowd(opened) && <CrowdDialog crowd={opened} onOpen={setOpened} onClose={close} />}
      {opened !== undefined && !isCrowd(opened) && <EntryDialog entry={opened} jobs={jobs} onClose={close} />}
    </Page>
  );
}

/** Nothing in these days: because nothing is left by the filters, or because nothing is scheduled yet. */
function NothingThere({ place, hasJobs, onPlace }: CalendarProps & { hasJobs: boolean }) {
  const mayWrite = useMay('jobs:write');
  const isFiltered = (place.job ?? place.agent ?? place.environment) !== undefined;
  return (
    <EmptyState
      title={t('calendar.empty')}
      text={t(isFiltered ? 'calendar.empty-filtered' : hasJobs ? 'calendar.empty-text' : 'calendar.empty-first')}
      actions={
        isFiltered ? (
          <Button onClick={() => onPlace({ job: undefined, agent: undefined, environment: undefined })}>
            {t('filter.clear')}
          </Button>
        ) : (
          mayWrite &&
          !hasJobs && <Button renderRoot={(props) => <Link to="/jobs/new" {...props} />}>{t('jobs.new')}</Button>
        )
      }
    />
  );
}
