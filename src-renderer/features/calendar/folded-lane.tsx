import { formatDay } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import styles from './calendar.module.css';
import { writeDay } from './calendar-range.ts';
import { EntryBody } from './entry-body.tsx';
import type { CalendarEntry } from './plan-calendar.ts';

interface FoldedLaneProps {
  /** The days of the grid below, in its order. */
  days: readonly Date[];
  entries: readonly CalendarEntry[];
  onOpen: (entry: CalendarEntry) => void;
}

/** Jobs that fire many times a day, one line for each day, above the hours they would fill. */
export function FoldedLane({ days, entries, onOpen }: FoldedLaneProps) {
  const folded = Map.groupBy(
    entries.filter(({ count }) => count > 1),
    ({ at }) => writeDay(new Date(at)),
  );
  if (folded.size === 0) return null;
  return (
    <div className={styles.folded} style={{ gridTemplateColumns: `81px repeat(${days.length}, minmax(0, 1fr))` }}>
      <span className="t3 xxs">{t('calendar.folded')}</span>
      {days.map((day) => (
        <ul key={writeDay(day)} aria-label={formatDay(day.getTime(), Date.now())}>
          {folded.get(writeDay(day))?.map((entry) => (
            <li key={entry.key}>
              <button type="button" className={styles.foldedEntry} onClick={() => onOpen(entry)}>
                <EntryBody entry={entry} />
              </button>
            </li>
          ))}
        </ul>
      ))}
    </div>
  );
}
