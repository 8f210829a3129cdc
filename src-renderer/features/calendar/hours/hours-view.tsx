import { useMemo, useRef } from 'react';
import { t } from '../../../lib/messages/messages.ts';
import { useElementWidth } from '../../../ui/use-element-width.ts';
import { fullest } from '../bars.tsx';
import { binDay } from '../bin-entries.ts';
import { listDays, rangeOf, writeDay } from '../calendar-range.ts';
import { crowdHours, splitOften, spreadHours } from '../gather-entries.ts';
import { OftenStrip } from '../often-strip.tsx';
import type { CalendarEntry, OpenMark } from '../plan-calendar.ts';
import { DayHead } from './day-head.tsx';
import { makeAxis } from './hour-axis.ts';
import { HourColumn } from './hour-column.tsx';
import { HourLabels } from './hour-labels.tsx';
import styles from './hours.module.css';
import { HoursBoard } from './hours-board.tsx';
import { NowLine } from './now-line.tsx';

export interface HoursViewProps {
  view: 'week' | 'day';
  day: Date;
  entries: readonly CalendarEntry[];
  /** Jobs that fire often stand above or beside the hours, and not among them. */
  isFolded: boolean;
  now: number;
  /** The mark that is opened. */
  picked: string | undefined;
  onOpen: OpenMark;
  onDay: (day: string) => void;
  /** Undefined where nothing may be moved. */
  onMove: ((entry: CalendarEntry, at: number) => void) | undefined;
}

const leastWidth = 72;
const stripPadding = 16;

/** A week or a day by hours: what was by its outcome, what is to come by its job. */
export function HoursView(props: HoursViewProps) {
  const { view, day, entries, isFolded, now, picked, onOpen, onDay, onMove } = props;
  const from = day.getTime();
  const days = useMemo(() => listDays(rangeOf(view, new Date(from))), [view, from]);
  const axis = useMemo(() => makeAxis(days), [days]);
  const columns = useRef<HTMLDivElement>(null);
  const columnWidth = useElementWidth(columns) / days.length;
  const { often, rare } = useMemo(
    () => (isFolded ? splitOften(entries) : { often: [], rare: entries.flatMap(spreadHours) }),
    [entries, isFolded],
  );
  const mostAbreast = Math.max(1, Math.floor(columnWidth / leastWidth));
  const marks = useMemo(() => crowdHours(rare, mostAbreast), [rare, mostAbreast]);
  const all = Map.groupBy(entries, dayOf);
  const oftenByDay = Map.groupBy(often, dayOf);
  const bins = new Map(days.map((each) => [writeDay(each), binDay(oftenByDay.get(writeDay(each)) ?? [], each, now)]));
  const most = fullest(bins.values());
  const today = writeDay(new Date(now));
  const isWeek = view === 'week';
  const hasColumn = !isWeek && often.length > 0;
  return (
    <div className={styles.hours} data-column={hasColumn || undefined}>
      <div className={`${styles.hoursHead} ${isWeek ? styles.many : ''}`}>
        <span className={styles.corner}>{isWeek && often.length > 0 && t('calendar.folded')}</span>
        <div ref={columns} className={styles.dayHeads} style={{ gridTemplateColumns: `repeat(${days.length}, 1fr)` }}>
          {days.map((each) => (
            <DayHead
              key={writeDay(each)}
              day={each}
              isToday={writeDay(each) === today}
              entries={all.get(writeDay(each)) ?? []}
              now={now}
              onDay={isWeek ? onDay : undefined}
            />
          ))}
          {isWeek &&
            often.length > 0 &&
            days.map((each) => (
              <div key={writeDay(each)} className={styles.stripCell}>
                <OftenStrip
                  day={each}
                  entries={oftenByDay.get(writeDay(each)) ?? []}
                  bins={bins.get(writeDay(each)) ?? []}
                  most={most}
                  room={columnWidth - stripPadding}
                  onOpen={onOpen}
                />
              </div>
            ))}
        </div>
        {hasColumn && <span className={styles.columnHead}>{t('calendar.folded')}</span>}
      </div>
      <div className={styles.hoursBody}>
        <HourLabels axis={axis} now={now} />
        <div className={styles.boardFrame}>
          <HoursBoard axis={axis} marks={marks} now={now} picked={picked} onOpen={onOpen} onMove={onMove} />
          <NowLine key={axis.days[0]?.day.getTime()} axis={axis} now={now} />
        </div>
        {hasColumn && (
          <HourColumn axis={axis} entries={often} bins={bins.get(writeDay(day)) ?? []} most={most} onOpen={onOpen} />
        )}
      </div>
    </div>
  );
}

function dayOf({ at }: CalendarEntry): string {
  return writeDay(new Date(at));
}
