import { t } from '../../lib/messages/messages.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { fullest } from './bars.tsx';
import { binDay } from './bin-entries.ts';
import styles from './calendar.module.css';
import { readDay, writeDay } from './calendar-range.ts';
import { nameOfDay } from './calendar-title.ts';
import { ClockChangeMark } from './day-facts.tsx';
import { splitOften, sumUpDays } from './gather-entries.ts';
import { sayCount, sayTimes, sayWhyNot } from './mark/entry-words.ts';
import { OftenStrip } from './often-strip.tsx';
import type { CalendarEntry, OpenMark } from './plan-calendar.ts';

interface AgendaProps {
  entries: readonly CalendarEntry[];
  isFolded: boolean;
  now: number;
  onOpen: OpenMark;
}

/** More firings of a job than these are one line of what was and one of what is to come. */
const fewPerDay = 4;
const stripRoom = 144;

/** The days one after the other, and what each holds: the calendar for narrow screens and for reading aloud. */
export function Agenda({ entries, isFolded, now, onOpen }: AgendaProps) {
  const { often, rare } = isFolded ? splitOften(entries) : { often: [], rare: entries };
  const oftenByDay = Map.groupBy(often, dayOf);
  const linesByDay = Map.groupBy(sumUpDays(rare, fewPerDay, now), dayOf);
  const names = [...new Set([...oftenByDay.keys(), ...linesByDay.keys()])].sort();
  const days = names.map((name) => {
    const day = readDay(name, new Date(now));
    const ofOften = oftenByDay.get(name) ?? [];
    return { name, day, often: ofOften, bins: binDay(ofOften, day, now), lines: linesByDay.get(name) ?? [] };
  });
  const most = fullest(days.map(({ bins }) => bins));
  return (
    <div className={styles.agenda}>
      {days.map((each) => (
        <section key={each.name}>
          <h2>
            {nameOfDay(each.day)} <ClockChangeMark day={each.day} />
          </h2>
          {each.often.length > 0 && (
            <div className={styles.oftenLine}>
              <OftenStrip
                day={each.day}
                entries={each.often}
                bins={each.bins}
                most={most}
                room={stripRoom}
                onOpen={onOpen}
              />
              <span className="t3 xs" aria-hidden>
                {t('calendar.often', { n: new Set(each.often.map(({ job }) => job.id)).size })}
              </span>
            </div>
          )}
          <EntryLines entries={each.lines} onOpen={onOpen} />
        </section>
      ))}
    </div>
  );
}

function dayOf({ at }: CalendarEntry): string {
  return writeDay(new Date(at));
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
