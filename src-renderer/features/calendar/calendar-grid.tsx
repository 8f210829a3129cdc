import '@mantine/schedule/styles.css';
import { DayView, MonthView, type ScheduleEventData, WeekView } from '@mantine/schedule';
import type { CSSProperties } from 'react';
import { formatClock } from '../../lib/format/time.ts';
import { locale, t } from '../../lib/messages/messages.ts';
import { statusLooks } from '../../ui/status.ts';
import { sayCount } from './agenda.tsx';
import styles from './calendar.module.css';
import type { CalendarView } from './calendar-place.ts';
import { writeDay } from './calendar-range.ts';
import type { CalendarEntry } from './plan-calendar.ts';

interface CalendarGridProps {
  view: Exclude<CalendarView, 'agenda'>;
  day: Date;
  entries: readonly CalendarEntry[];
  onOpen: (entry: CalendarEntry) => void;
  onDay: (day: string) => void;
}

/** As long as an instant is drawn: it is read, not measured. */
const drawnMs = 40 * 60_000;

/** Month, week or day as a grid: what was by its outcome, what is to come by its job. */
export function CalendarGrid({ view, day, entries, onOpen, onDay }: CalendarGridProps) {
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  const shared = {
    date: writeDay(day),
    events: entries.map(toEvent),
    locale: locale().split('-')[0] ?? 'en',
    withHeader: false,
    onEventClick: (event: ScheduleEventData) => {
      const entry = byKey.get(String(event.id));
      if (entry !== undefined) onOpen(entry);
    },
    renderEventBody: (event: ScheduleEventData) => {
      const entry = byKey.get(String(event.id));
      return entry === undefined ? event.title : <EntryBody entry={entry} />;
    },
  };
  if (view === 'month') {
    return (
      <MonthView
        {...shared}
        maxEventsPerDay={4}
        withWeekNumbers={false}
        onDayClick={(date) => onDay(date.slice(0, 10))}
      />
    );
  }
  const grid = { ...shared, slotHeight: 29, intervalMinutes: 60, startScrollTime: '06:00:00' };
  return view === 'week' ? <WeekView {...grid} /> : <DayView {...grid} />;
}

function EntryBody({ entry }: { entry: CalendarEntry }) {
  const look = statusLooks[entry.status];
  const isAhead = entry.status === 'upcoming';
  const style = {
    '--edge': isAhead ? `var(--am-job-${entry.colour})` : `var(--am-${look.tone}-mark)`,
    '--icon': isAhead ? 'var(--am-text-3)' : `var(--am-${look.tone}-text)`,
  } as CSSProperties; // custom properties are not among its keys
  return (
    <span className={styles.event} style={style} title={`${entry.job.name}, ${t(look.word)} ${sayCount(entry)}`}>
      <look.icon size={12} aria-hidden />
      <span className="ellipsis">{entry.job.name}</span>
      <span className="figures">
        {entry.count === 1 ? formatClock(entry.at, { precision: 'm' }) : `× ${entry.count}`}
      </span>
    </span>
  );
}

function toEvent(entry: CalendarEntry): ScheduleEventData {
  const look = statusLooks[entry.status];
  const isDay = entry.count > 1;
  const start = new Date(entry.at);
  const dayStart = new Date(start.getFullYear(), start.getMonth(), start.getDate());
  const dayEnd = new Date(start.getFullYear(), start.getMonth(), start.getDate() + 1);
  const end = new Date(Math.min(entry.at + drawnMs, dayEnd.getTime() - 1_000));
  return {
    id: entry.key,
    title: `${entry.job.name}, ${t(look.word)}`,
    start: isDay ? dayStart : start,
    end: isDay ? dayEnd : end,
    color: entry.status === 'upcoming' ? 'ink' : look.tone,
    variant: 'light',
  };
}
