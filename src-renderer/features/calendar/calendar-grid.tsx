import '@mantine/schedule/styles.css';
import { DayView, type ScheduleEventData, WeekView } from '@mantine/schedule';
import { locale, t } from '../../lib/messages/messages.ts';
import styles from './calendar.module.css';
import { findClockChange, listDays, nextDay, rangeOf, readDay, writeDay } from './calendar-range.ts';
import { DayLane } from './day-lane.tsx';
import { EntryBody } from './entry-body.tsx';
import { sayMark } from './entry-words.ts';
import { type CalendarEntry, type CalendarMark, crowdHours, foldDays, isCrowd } from './plan-calendar.ts';

interface CalendarGridProps {
  view: 'week' | 'day';
  day: Date;
  entries: readonly CalendarEntry[];
  onOpen: (mark: CalendarMark) => void;
  /** Undefined where nothing may be moved. */
  onMove: ((entry: CalendarEntry, at: number) => void) | undefined;
}

/** As long as an instant is drawn: it is read, not measured, and 24 px high at the least (WCAG 2.5.8). */
const drawnMs = 50 * 60_000;
const crowdMs = 59 * 60_000;
const dayMs = 86_400_000;
/** A job that fires more often stands above the hours: hourly or more is a rhythm, not an appointment. */
const mostPerDay = 12;
const mostPerHour = { week: 3, day: 10 };

/** A week or a day by hours: what was by its outcome, what is to come by its job. */
export function CalendarGrid({ view, day, entries, onOpen, onMove }: CalendarGridProps) {
  const { single, folded } = foldDays(entries, mostPerDay);
  const marks = crowdHours(single, mostPerHour[view]);
  const byKey = new Map(marks.map((mark) => [mark.key, mark]));
  const markOf = (event: ScheduleEventData) => byKey.get(String(event.id));
  const days = listDays(rangeOf(view, day));
  const grid = {
    date: writeDay(day),
    events: marks.map(toEvent),
    locale: locale().split('-')[0] ?? 'en',
    withHeader: false,
    // Colour means status; a Saturday has none.
    weekendDays: [],
    slotHeight: 29,
    intervalMinutes: 60,
    startScrollTime: '06:00:00',
    className: styles.grid ?? '',
    getTimeSlotProps: ({ start }: { start: string }) => sayClockChange(start),
    renderEventBody: (event: ScheduleEventData) => {
      const mark = markOf(event);
      return mark === undefined ? event.title : <EntryBody mark={mark} />;
    },
    onEventClick: (event: ScheduleEventData) => {
      const mark = markOf(event);
      if (mark !== undefined) onOpen(mark);
    },
    withEventsDragAndDrop: onMove !== undefined,
    eventDragInterval: 15,
    canDragEvent: (event: ScheduleEventData) => {
      const mark = markOf(event);
      return mark !== undefined && !isCrowd(mark) && mark.movable !== null;
    },
    onEventDrop: ({ event, newStart }: { event: ScheduleEventData; newStart: string }) => {
      const mark = markOf(event);
      if (mark !== undefined && !isCrowd(mark)) onMove?.(mark, new Date(newStart.replace(' ', 'T')).getTime());
    },
  };
  return (
    <div className={view === 'week' ? styles.week : undefined}>
      <DayLane days={days} entries={entries} folded={folded} onOpen={onOpen} />
      {view === 'week' ? <WeekView {...grid} withAllDaySlots={false} /> : <DayView {...grid} withAllDaySlot={false} />}
    </div>
  );
}

/** The hour that comes twice, or not at all, is marked on the day it does so. */
function sayClockChange(start: string): Record<string, string> {
  const at = new Date(start.replace(' ', 'T'));
  const change = findClockChange(new Date(at.getFullYear(), at.getMonth(), at.getDate()));
  if (change === undefined || Number(start.slice(11, 13)) !== change.hour) return {};
  const hour = String(change.hour).padStart(2, '0');
  const text = t(change.hours > 24 ? 'calendar.clocks-back' : 'calendar.clocks-forward', { hour });
  return { 'data-clocks': change.hours > 24 ? 'back' : 'forward', title: text };
}

function toEvent(mark: CalendarMark): ScheduleEventData {
  const drawn = isCrowd(mark) ? crowdMs : drawnMs;
  const dayEnd = nextDay(readDay(undefined, new Date(mark.at))).getTime() - 1_000;
  // The last minutes of a day have as much room as all others
  const start = Math.min(toGrid(mark.at), dayEnd - drawn);
  const end = start + drawn;
  return {
    id: mark.key,
    title: sayMark(mark),
    start: new Date(start),
    end: new Date(end),
    color: 'ink',
    variant: 'light',
  };
}

/**
 * The instant at which the grid draws what the clocks show at this one: it divides every day into 24 hours by its
 * length, also one of 23 or 25.
 */
function toGrid(at: number): number {
  const moment = new Date(at);
  const day = readDay(undefined, moment);
  const shown = ((moment.getHours() * 60 + moment.getMinutes()) * 60 + moment.getSeconds()) * 1_000;
  return day.getTime() + (shown * (nextDay(day).getTime() - day.getTime())) / dayMs;
}
