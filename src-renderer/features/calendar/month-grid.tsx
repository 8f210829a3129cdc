import { useMemo, useRef } from 'react';
import { formatWeekday } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { useElementWidth } from '../../ui/use-element-width.ts';
import { fullest } from './bars.tsx';
import { type Bin, binDay } from './bin-entries.ts';
import { listDays, nextDay, rangeOf, writeDay } from './calendar-range.ts';
import { nameOfDay } from './calendar-title.ts';
import { DayFacts } from './day-facts.tsx';
import { chooseShown, splitOften, sumUpDays, toCrowd } from './gather-entries.ts';
import { EntryBody } from './mark/entry-body.tsx';
import { sayMark } from './mark/entry-words.ts';
import styles from './month.module.css';
import { OftenStrip } from './often-strip.tsx';
import type { CalendarEntry, OpenMark } from './plan-calendar.ts';

interface MonthGridProps {
  day: Date;
  entries: readonly CalendarEntry[];
  isFolded: boolean;
  now: number;
  picked: string | undefined;
  onOpen: OpenMark;
  onDay: (day: string) => void;
}

/** As many have room in a day; the rest is behind their number. */
const mostShown = 3;
/** Of a job that stands by itself, so many firings of a day have a line each. */
const mostLines = 2;
const cellPadding = 10;
/** Of a cell in which entries are read. */
const leastWidth = 90;

/** Six weeks of days, each with the first of what it holds and how the jobs that fire often lie in it. */
export function MonthGrid({ day, entries, isFolded, now, picked, onOpen, onDay }: MonthGridProps) {
  const days = listDays(rangeOf('month', day));
  const grid = useRef<HTMLDivElement>(null);
  const room = Math.floor(useElementWidth(grid) / 7) - cellPadding;
  const { often, rare } = useMemo(
    () => (isFolded ? splitOften(entries) : { often: [], rare: entries }),
    [entries, isFolded],
  );
  const byDay = Map.groupBy(entries, dayOf);
  const oftenByDay = Map.groupBy(often, dayOf);
  const rareByDay = Map.groupBy(rare, dayOf);
  // Where no entry has room the strip is of all
  const isNarrow = room < leastWidth;
  const striped = isNarrow ? byDay : oftenByDay;
  const bins = new Map(days.map((each) => [writeDay(each), binDay(striped.get(writeDay(each)) ?? [], each, now)]));
  const most = fullest(bins.values());
  const today = writeDay(new Date(now));
  return (
    <div ref={grid} className={styles.month}>
      {days.slice(0, 7).map((each) => (
        <span key={writeDay(each)} className={styles.weekday}>
          {formatWeekday(each.getTime())}
        </span>
      ))}
      {days.map((each) => {
        const name = writeDay(each);
        return (
          <MonthDay
            key={name}
            day={each}
            isOutside={each.getMonth() !== day.getMonth()}
            isToday={name === today}
            all={byDay.get(name) ?? []}
            often={striped.get(name) ?? []}
            rare={sumUpDays(rareByDay.get(name) ?? [], mostLines, now)}
            strip={{ bins: bins.get(name) ?? [], most, room }}
            {...{ now, picked, onOpen, onDay }}
          />
        );
      })}
    </div>
  );
}

interface MonthDayProps extends Pick<MonthGridProps, 'day' | 'now' | 'picked' | 'onOpen' | 'onDay'> {
  isOutside: boolean;
  isToday: boolean;
  all: readonly CalendarEntry[];
  often: readonly CalendarEntry[];
  rare: readonly CalendarEntry[];
  strip: { bins: readonly Bin[]; most: number; room: number };
}

/** A day of the month: all of it opens the day, but for what has something of its own to open. */
function MonthDay(props: MonthDayProps) {
  const { day, isOutside, isToday, all, often, rare, strip, now, picked, onOpen, onDay } = props;
  const name = writeDay(day);
  const shown = chooseShown(rare, mostShown);
  const openAll = (beside: HTMLElement) =>
    onOpen(toCrowd(`day ${name}`, { at: day.getTime(), until: nextDay(day).getTime() }, rare), beside);
  return (
    <section
      className={styles.monthDay}
      data-outside={isOutside || undefined}
      data-today={isToday || undefined}
      aria-label={nameOfDay(day)}
      aria-current={isToday ? 'date' : undefined}
    >
      <div className={styles.monthHead}>
        <button
          type="button"
          className={styles.monthDate}
          onClick={() => onDay(name)}
          aria-label={t('calendar.open-day', { day: nameOfDay(day) })}
        >
          {day.getDate()}
        </button>
        <DayFacts day={day} entries={all} now={now} />
      </div>
      {often.length > 0 && (
        <div className={styles.monthStrip}>
          <OftenStrip day={day} entries={often} {...strip} onOpen={onOpen} />
        </div>
      )}
      {shown.map((entry) => (
        <button
          key={entry.key}
          type="button"
          className={styles.monthEntry}
          title={sayMark(entry)}
          onClick={(event) => onOpen(entry, event.currentTarget)}
        >
          <EntryBody mark={entry} now={now} isPicked={entry.key === picked} />
        </button>
      ))}
      {rare.length > shown.length && (
        <button type="button" className={styles.more} onClick={(event) => openAll(event.currentTarget)}>
          {t('calendar.more', { n: rare.length - shown.length })}
        </button>
      )}
    </section>
  );
}

function dayOf({ at }: CalendarEntry): string {
  return writeDay(new Date(at));
}
