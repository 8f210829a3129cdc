import { formatClock, formatDay } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import styles from './calendar.module.css';
import { writeDay } from './calendar-range.ts';
import type { CalendarEntry } from './plan-calendar.ts';

interface AgendaProps {
  entries: readonly CalendarEntry[];
  onOpen: (entry: CalendarEntry) => void;
}

/** The days one after the other, and what each holds: the calendar for narrow screens and for reading aloud. */
export function Agenda({ entries, onOpen }: AgendaProps) {
  const days = Map.groupBy(entries, ({ at }) => writeDay(new Date(at)));
  return (
    <div className={styles.agenda}>
      {[...days].map(([day, ofDay]) => (
        <section key={day}>
          <h2>{formatDay(ofDay[0]?.at ?? 0, Date.now())}</h2>
          {ofDay.map((entry) => (
            <button key={entry.key} type="button" className={styles.line} onClick={() => onOpen(entry)}>
              <span className="figures t2">{formatClock(entry.at, { precision: 'm' })}</span>
              <StatusBadge status={entry.status} isQuiet />
              <span className="ellipsis">{entry.job.name}</span>
              <span className="t3 xs">{sayCount(entry)}</span>
            </button>
          ))}
        </section>
      ))}
    </div>
  );
}

/** How many an entry stands for, and how many of them failed. */
export function sayCount({ count, failed }: Pick<CalendarEntry, 'count' | 'failed'>): string {
  return count === 1 ? '' : t('calendar.count', { n: count, failed });
}
