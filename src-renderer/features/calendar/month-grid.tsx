import { formatDay, formatWeekday } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import styles from './calendar.module.css';
import { listDays, rangeOf, writeDay } from './calendar-range.ts';
import { DayFacts } from './day-facts.tsx';
import { Density, fullestHour } from './density.tsx';
import { EntryBody } from './entry-body.tsx';
import { sayMark } from './entry-words.ts';
import { type CalendarEntry, type CalendarMark, foldDays, toCrowd } from './plan-calendar.ts';

interface MonthGridProps {
  day: Date;
  entries: readonly CalendarEntry[];
  onOpen: (mark: CalendarMark) => void;
  onDay: (day: string) => void;
}

/** As many have room in a day; the rest is behind their number. */
const mostShown = 3;

/** Six weeks of days, each with its density and the first of what it holds. */
export function MonthGrid({ day, entries, onOpen, onDay }: MonthGridProps) {
  const days = listDays(rangeOf('month', day));
  const byDay = Map.groupBy(entries, ({ at }) => writeDay(new Date(at)));
  const most = fullestHour(byDay.values());
  const today = writeDay(new Date());
  return (
    <div className={styles.month}>
      {days.slice(0, 7).map((each) => (
        <span key={writeDay(each)} className={styles.weekday}>
          {formatWeekday(each.getTime())}
        </span>
      ))}
      {days.map((each) => {
        const name = writeDay(each);
        const ofDay = byDay.get(name) ?? [];
        const { single, folded } = foldDays(ofDay, 1);
        const shown = [...single, ...folded].sort((a, b) => a.at - b.at);
        return (
          <section
            key={name}
            className={styles.monthDay}
            data-outside={each.getMonth() !== day.getMonth() || undefined}
            data-today={name === today || undefined}
            aria-label={formatDay(each.getTime(), Date.now())}
          >
            <div className={styles.monthHead}>
              <button
                type="button"
                onClick={() => onDay(name)}
                aria-label={t('calendar.open-day', { day: formatDay(each.getTime(), Date.now()) })}
              >
                {each.getDate()}
              </button>
              <DayFacts day={each} entries={ofDay} />
            </div>
            {ofDay.length > 0 && <Density entries={ofDay} most={most} />}
            {shown.slice(0, mostShown).map((entry) => (
              <button
                key={entry.key}
                type="button"
                className={styles.monthEntry}
                aria-label={sayMark(entry)}
                onClick={() => onOpen(entry)}
              >
                <EntryBody mark={entry} />
              </button>
            ))}
            {shown.length > mostShown && (
              <button
                type="button"
                className={styles.more}
                onClick={() => onOpen(toCrowd(`day ${name}`, each.getTime(), shown))}
              >
                {t('calendar.more', { n: shown.length - mostShown })}
              </button>
            )}
          </section>
        );
      })}
    </div>
  );
}
