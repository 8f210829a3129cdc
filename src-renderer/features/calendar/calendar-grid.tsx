import '@mantine/schedule/styles.css';
import { DayView, MonthView, type ScheduleEventData, WeekView } from '@mantine/schedule';
import { locale, t } from '../../lib/messages/messages.ts';
import { statusLooks } from '../../ui/status.ts';
import { sayCount } from './agenda.tsx';
import styles from './calendar.module.css';
import type { CalendarView } from './calendar-place.ts';
import { rangeOf, writeDay } from './calendar-range.ts';
import { EntryBody } from './entry-body.tsx';
import { FoldedLane } from './folded-lane.tsx';
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
    // Colour means status; a Saturday has none.
    weekendDays: [],
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
  const grid = {
    ...shared,
    events: entries.filter(({ count }) => count === 1).map(toEvent),
    slotHeight: 29,
    intervalMinutes: 60,
    startScrollTime: '06:00:00',
  };
  const { from, to } = rangeOf(view, day);
  const days = [...Array(7).keys()]
    .map((index) => new Date(from.getFullYear(), from.getMonth(), from.getDate() + index))
    .filter((each) => each < to);
  return (
    <>
      <FoldedLane days={days} entries={entries} onOpen={onOpen} />
      {view === 'week' ? (
        <WeekView {...grid} withAllDaySlots={false} className={styles.grid ?? ''} />
      ) : (
        <DayView {...grid} withAllDaySlot={false} className={styles.grid ?? ''} />
      )}
    </>
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
    title: isDay ? `${entry.job.name} ${sayCount(entry)}` : `${entry.job.name}, ${t(look.word)}`,
    start: isDay ? dayStart : start,
    end: isDay ? dayEnd : end,
    color: entry.status === 'upcoming' ? 'ink' : look.tone,
    variant: 'light',
  };
}
