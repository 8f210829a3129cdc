import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { useMay } from '../../lib/client/use-session.ts';
import { useShortcuts } from '../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../lib/messages/messages.ts';
import { Page, Toolbar } from '../../ui/page.tsx';
import { EmptyState, ErrorState, ListSkeleton } from '../../ui/states.tsx';
import { useMinute } from '../../ui/use-now.ts';
import { Agenda } from './agenda.tsx';
import styles from './calendar.module.css';
import { CalendarFilters, CalendarLegend } from './calendar-filters.tsx';
import { CalendarActions, CalendarNav } from './calendar-nav.tsx';
import type { CalendarPlace, CalendarView } from './calendar-place.ts';
import { rangeOf, readDay, turnPage, writeDay } from './calendar-range.ts';
import { splitOften } from './gather-entries.ts';
import { HoursView } from './hours/hours-view.tsx';
import { boxOf, type MarkBox, MarkPopover } from './mark/mark-popover.tsx';
import { useEntryActions } from './mark/use-entry-actions.ts';
import { MonthGrid } from './month-grid.tsx';
import type { CalendarMark, OpenMark } from './plan-calendar.ts';
import { useCalendar } from './use-calendar.ts';

interface CalendarProps {
  place: CalendarPlace;
  onPlace: (change: Partial<CalendarPlace>) => void;
}

/** What ran and what is to run, by day. */
export function Calendar({ place, onPlace }: CalendarProps) {
  const now = useMinute();
  const view = place.view ?? (window.matchMedia('(max-width: 47.99em)').matches ? 'agenda' : 'week');
  const day = readDay(place.date, new Date(now));
  const range = rangeOf(view, day);
  const calendar = useCalendar(place, range);
  const { jobs, entries } = calendar;
  const actions = useEntryActions(jobs);
  const mayWrite = useMay('jobs:write');
  const body = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<{ mark: CalendarMark; box: MarkBox; beside: HTMLElement }>();
  const often = useMemo(() => splitOften(entries).jobs, [entries]);
  const onOpen: OpenMark = (mark, beside) => {
    if (body.current !== null) setOpened({ mark, box: boxOf(beside, body.current), beside });
  };
  const go = (change: Partial<CalendarPlace>) => {
    setOpened(undefined);
    onPlace(change);
  };
  const turn = (step: -1 | 1) => go({ date: writeDay(turnPage(view, day, step)) });
  const toToday = () => go({ date: undefined });
  const group = t('keys.group.page');
  useShortcuts([
    { keys: 'ArrowLeft', label: t('calendar.before'), group, run: () => turn(-1) },
    { keys: 'ArrowRight', label: t('calendar.after'), group, run: () => turn(1) },
    { keys: 't', label: t('calendar.today'), group, run: toToday },
  ]);
  const isEmpty = entries.length === 0;
  const isReady = calendar.error === null && !(calendar.isLoading && isEmpty);
  const shown = {
    day,
    entries,
    now,
    isFolded: place.unfolded !== true,
    picked: opened?.mark.key,
    onOpen,
    onDay: (date: string) => go({ view: 'day', date }),
  };
  return (
    <Page
      title={t('nav.calendar')}
      facts={<CalendarNav view={view} day={day} range={range} onTurn={turn} onToday={toToday} />}
      actions={<CalendarActions view={view} onView={(next) => go({ view: next })} />}
    >
      <Toolbar label={t('jobs.filters')} actions={view !== 'agenda' && <CalendarLegend />}>
        <CalendarFilters place={place} jobs={jobs} often={often} onPlace={go} />
        {calendar.isCut && <span className="t3">{t('calendar.cut')}</span>}
      </Toolbar>
      {/* Another view begins at its own top, or at now. */}
      <div key={isByHours(view) ? 'hours' : view} ref={body} className={styles.body}>
        {calendar.error !== null && (
          <ErrorState title={t('calendar.unreadable')} error={calendar.error} onRetry={calendar.retry} />
        )}
        {calendar.error === null && !isReady && <ListSkeleton />}
        {isReady && isEmpty && <NothingThere place={place} hasJobs={jobs.length > 0} onPlace={onPlace} />}
        {isReady && view === 'agenda' && <Agenda {...shown} />}
        {isReady && view === 'month' && <MonthGrid {...shown} />}
        {isReady && isByHours(view) && (
          <HoursView
            {...shown}
            view={view}
            onMove={mayWrite ? (entry, at) => void actions.move(entry, at) : undefined}
          />
        )}
        {opened !== undefined && (
          <MarkPopover
            key={opened.mark.key}
            mark={opened.mark}
            box={opened.box}
            jobs={jobs}
            now={now}
            onOpen={(mark) => setOpened({ ...opened, mark })}
            onClose={() => {
              setOpened(undefined);
              opened.beside.focus({ preventScroll: true });
            }}
          />
        )}
      </div>
    </Page>
  );
}

function isByHours(view: CalendarView): view is 'week' | 'day' {
  return view === 'week' || view === 'day';
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
