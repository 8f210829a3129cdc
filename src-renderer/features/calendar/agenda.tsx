import { StatusBadge } from '../../ui/status-badge.tsx';
import styles from './calendar.module.css';
import { readDay, writeDay } from './calendar-range.ts';
import { nameOfDay } from './calendar-title.ts';
import { ClockChangeMark } from './day-facts.tsx';
import { mostPerDay, sumUpDays } from './gather-entries.ts';
import { sayCount, sayTimes, sayWhyNot } from './mark/entry-words.ts';
import type { CalendarEntry, OpenMark } from './plan-calendar.ts';

interface AgendaProps {
  entries: readonly CalendarEntry[];
  isFolded: boolean;
  now: number;
  onOpen: OpenMark;
}

/** More firings of a job than these are one line of what was and one of what is to come. */
const fewPerDay = 4;

/** The days one after the other, and what each holds: the calendar for narrow screens and for reading aloud. */
export function Agenda({ entries, isFolded, now, onOpen }: AgendaProps) {
  const lines = sumUpDays(entries, isFolded ? fewPerDay : mostPerDay, now);
  const days = Map.groupBy(lines, ({ at }) => writeDay(new Date(at)));
  return (
    <div className={styles.agenda}>
      {[...days].map(([name, ofDay]) => {
        const day = readDay(name, new Date(now));
        return (
          <section key={name}>
            <h2>
              {nameOfDay(day)} <ClockChangeMark day={day} />
            </h2>
            <EntryLines entries={ofDay} onOpen={onOpen} />
          </section>
        );
      })}
    </div>
  );
}

/** Entries as lines to open. */
export function EntryLines({ entries, onOpen }: Pick<AgendaProps, 'entries' | 'onOpen'>) {
  return entries.map((entry) => (
    <button
      key={entry.key}
      type="button"
      className={styles.line}
      onClick={(event) => onOpen(entry, event.currentTarget)}
    >
      <span className="figures t2">{sayTimes(entry)}</span>
      <StatusBadge status={entry.status} isQuiet />
      <span className="ellipsis">{entry.job.name}</span>
      <span className="t3 xs">{sayCount(entry) || sayWhyNot(entry)}</span>
    </button>
  ));
}
