import { formatWeekday } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { writeDay } from '../calendar-range.ts';
import { nameOfDay } from '../calendar-title.ts';
import { DayFacts } from '../day-facts.tsx';
import type { CalendarEntry } from '../plan-calendar.ts';
import styles from './hours.module.css';

interface DayHeadProps {
  day: Date;
  isToday: boolean;
  entries: readonly CalendarEntry[];
  now: number;
  /** Undefined where it is the day that is shown. */
  onDay: ((day: string) => void) | undefined;
}

/** Above a column of hours: which day it is, and what it amounts to. */
export function DayHead({ day, isToday, entries, now, onDay }: DayHeadProps) {
  const name = (
    <>
      {formatWeekday(day.getTime())} <b>{day.getDate()}</b>
    </>
  );
  return (
    <div className={styles.dayHead} data-today={isToday || undefined} aria-current={isToday ? 'date' : undefined}>
      {onDay === undefined ? (
        <span className={styles.dayName}>{name}</span>
      ) : (
        <button
          type="button"
          className={styles.dayName}
          aria-label={t('calendar.open-day', { day: nameOfDay(day) })}
          onClick={() => onDay(writeDay(day))}
        >
          {name}
        </button>
      )}
      <DayFacts day={day} entries={entries} now={now} />
    </div>
  );
}
