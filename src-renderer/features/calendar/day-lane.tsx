import { formatDay } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import styles from './calendar.module.css';
import { writeDay } from './calendar-range.ts';
import { DayFacts } from './day-facts.tsx';
import { Density, fullestHour } from './density.tsx';
import { type CalendarEntry, type CalendarMark, toCrowd } from './plan-calendar.ts';

interface DayLaneProps {
  /** The days of the grid below, in its order. */
  days: readonly Date[];
  entries: readonly CalendarEntry[];
  /** Of these, the jobs that fire too often for the hours below. */
  folded: readonly CalendarEntry[];
  onOpen: (mark: CalendarMark) => void;
}

/** Above the hours: what each day amounts to, and how the jobs that fire often lie in it. */
export function DayLane({ days, entries, folded, onOpen }: DayLaneProps) {
  const dayOf = ({ at }: CalendarEntry) => writeDay(new Date(at));
  const all = Map.groupBy(entries, dayOf);
  const often = Map.groupBy(folded, dayOf);
  const most = fullestHour(often.values());
  return (
    <div className={styles.lane} style={{ gridTemplateColumns: `81px repeat(${days.length}, minmax(0, 1fr))` }}>
      <span className="t3 xxs">{often.size > 0 && t('calendar.folded')}</span>
      {days.map((day) => {
        const ofDay = often.get(writeDay(day)) ?? [];
        const name = formatDay(day.getTime(), Date.now());
        return (
          <div key={writeDay(day)} className={styles.laneDay}>
            <DayFacts day={day} entries={all.get(writeDay(day)) ?? []} />
            {ofDay.length > 0 && (
              <button
                type="button"
                className={styles.laneButton}
                aria-label={t('calendar.folded-of', { day: name, n: ofDay.length })}
                onClick={() => onOpen(toCrowd(`folded ${writeDay(day)}`, day.getTime(), ofDay))}
              >
                <Density entries={ofDay} most={most} />
              </button>
            )}
          </div>
        );
      })}
    </div>
  );
}
