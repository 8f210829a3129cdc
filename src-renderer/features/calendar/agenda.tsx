import { formatClock, formatDay } from '../../lib/format/time.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import styles from './calendar.module.css';
import { writeDay } from './calendar-range.ts';
import { ClockChangeMark } from './day-facts.tsx';
import { sayCount, sayWhyNot } from './entry-words.ts';
import { type CalendarEntry, foldDays } from './plan-calendar.ts';

interface AgendaProps {
  entries: readonly CalendarEntry[];
  onOpen: (entry: CalendarEntry) => void;
}

/** More firings of a job than these are one line of the day. */
const mostPerDay = 4;

/** The days one after the other, and what each holds: the calendar for narrow screens and for reading aloud. */
export function Agenda({ entries, onOpen }: AgendaProps) {
  const { single, folded } = foldDays(entries, mostPerDay);
  const lines = [...single, ...folded].sort((a, b) => a.at - b.at);
  const days = Map.groupBy(lines, ({ at }) => writeDay(new Date(at)));
  return (
    <div className={styles.agenda}>
      {[...days].map(([day, ofDay]) => (
        <section key={day}>
          <h2>
            {formatDay(ofDay[0]?.at ?? 0, Date.now())} <ClockChangeMark day={new Date(`${day}T00:00`)} />
          </h2>
          <EntryLines entries={ofDay} onOpen={onOpen} />
        </section>
      ))}
    </div>
  );
}

/** Entries as lines to open. */
export function EntryLines({ entries, onOpen }: AgendaProps) {
  return entries.map((entry) => (
    <button key={entry.key} type="button" className={styles.line} onClick={() => onOpen(entry)}>
      <span className="figures t2">{formatClock(entry.at, { precision: 'm' })}</span>
      <StatusBadge status={entry.status} isQuiet />
      <span className="ellipsis">{entry.job.name}</span>
      <span className="t3 xs">{sayCount(entry) || sayWhyNot(entry)}</span>
    </button>
  ));
}
