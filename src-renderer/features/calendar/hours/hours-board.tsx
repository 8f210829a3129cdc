import '@mantine/schedule/styles.css';
import { type ScheduleEventData, WeekView } from '@mantine/schedule';
import { IconClockShield } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { locale, t } from '../../../lib/messages/messages.ts';
import { drawnMs } from '../gather-entries.ts';
import { EntryBody } from '../mark/entry-body.tsx';
import { sayMark } from '../mark/entry-words.ts';
import { type CalendarEntry, type CalendarMark, isCrowd, type OpenMark } from '../plan-calendar.ts';
import {
  boardDay,
  boardEnd,
  boardHourHeight,
  boardInterval,
  dragStep,
  instantOnBoard,
  onBoard,
  readBoard,
} from './drawing-board.ts';
import { DropMark } from './drop-mark.tsx';
import { type HourAxis, indexOfDay, kindOfRow } from './hour-axis.ts';
import styles from './hours.module.css';

interface HoursBoardProps {
  axis: HourAxis;
  marks: readonly CalendarMark[];
  now: number;
  picked: string | undefined;
  onOpen: OpenMark;
  onMove: ((entry: CalendarEntry, at: number) => void) | undefined;
}

const entryRows = drawnMs / 3_600_000;
const crowdRows = 58 / 60;
type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;
const weekdays = [0, 1, 2, 3, 4, 5, 6] as const;
// Nobody fills a slot by pointing at it: they are lines on paper
const slot = { tabIndex: -1, disabled: true, 'aria-hidden': true };

/** The marks of some days in their hours; those that may be moved are dragged. */
export function HoursBoard({ axis, marks, now, picked, onOpen, onMove }: HoursBoardProps) {
  const [isDragging, setDragging] = useState(false);
  const byKey = useMemo(() => new Map(marks.map((mark) => [mark.key, mark])), [marks]);
  const events = useMemo(() => [...listRows(axis), ...listMarks(axis, marks)], [axis, marks]);
  const markOf = ({ id }: ScheduleEventData) => byKey.get(String(id));
  const first = axis.days[0]?.day ?? new Date(Number.NaN);
  const isWeek = axis.days.length > 1;
  return (
    <DropMark axis={axis} isActive={isDragging}>
      <WeekView
        className={styles.board ?? ''}
        classNames={{
          weekViewRoot: styles.flat ?? '',
          weekViewHeader: styles.absent ?? '',
          weekViewSlotLabels: styles.absent ?? '',
          weekViewDaySlot: styles.slot ?? '',
          weekViewBackgroundEvent: styles.ground ?? '',
          weekViewDragPreview: styles.dropArea ?? '',
        }}
        date={boardDay(first)}
        events={events}
        locale={locale().split('-')[0] ?? 'en'}
        endTime={boardEnd(axis)}
        intervalMinutes={boardInterval}
        slotHeight={boardHourHeight}
        withHeader={false}
        withAllDaySlots={false}
        withCurrentTimeIndicator={false}
        withWeekendDays={isWeek}
        weekendDays={isWeek ? [0, 6] : weekdays.filter((day): day is Weekday => day !== first.getDay())}
        getTimeSlotProps={() => slot}
        renderEventBody={(event) => {
          const mark = markOf(event);
          if (mark === undefined) return <RowBody kind={event.payload?.kind} label={event.title} />;
          return <EntryBody mark={mark} now={now} isPicked={mark.key === picked} />;
        }}
        onEventClick={(event, { currentTarget }) => {
          const mark = markOf(event);
          if (mark !== undefined) onOpen(mark, currentTarget);
        }}
        withEventsDragAndDrop={onMove !== undefined}
        eventDragInterval={dragStep}
        canDragEvent={(event) => {
          const mark = markOf(event);
          return mark !== undefined && !isCrowd(mark) && mark.movable !== null;
        }}
        onEventDragStart={() => setDragging(true)}
        onEventDragEnd={() => setDragging(false)}
        onEventDrop={({ event, newStart }) => {
          const mark = markOf(event);
          if (mark !== undefined && !isCrowd(mark)) onMove?.(mark, readBoard(axis, newStart));
        }}
      />
    </DropMark>
  );
}

/** Behind the marks: an hour that a day has twice, or that it does not have. */
function RowBody({ kind, label }: { kind: unknown; label: string }) {
  return (
    <span className={styles.rowBody} data-kind={kind}>
      {label !== '' && (
        <>
          <IconClockShield size={12} aria-hidden /> {label}
        </>
      )}
    </span>
  );
}

function listRows(axis: HourAxis): ScheduleEventData[] {
  return axis.days.flatMap((day, index) =>
    axis.rows.flatMap((row, place) => {
      const kind = kindOfRow(day, row);
      if (kind === 'hour') return [];
      const hour = String(row.hour).padStart(2, '0');
      const isForward = kind === 'absent' && !row.isAgain;
      const absent = isForward ? t('calendar.forward-here', { hour }) : '';
      const title = kind === 'again' ? t('calendar.back-here') : absent;
      const payload = { kind: isForward ? 'left-out' : kind };
      const times = onBoard(axis, index, { place, rows: 1 });
      return [{ id: `row ${index} ${place}`, title, display: 'background' as const, color: 'ink', payload, ...times }];
    }),
  );
}

function listMarks(axis: HourAxis, marks: readonly CalendarMark[]): ScheduleEventData[] {
  return marks.map((mark) => {
    const rows = isCrowd(mark) ? crowdRows : entryRows;
    const times = instantOnBoard(axis, indexOfDay(axis, mark.at), { at: mark.at, rows });
    return { id: mark.key, title: sayMark(mark), color: 'ink', variant: 'light' as const, ...times };
  });
}
