import { t } from '../../lib/messages/messages.ts';
import { Bars } from './bars.tsx';
import type { Bin } from './bin-entries.ts';
import styles from './calendar.module.css';
import { nextDay, writeDay } from './calendar-range.ts';
import { nameOfDay } from './calendar-title.ts';
import { toCrowd } from './gather-entries.ts';
import type { CalendarEntry, OpenMark } from './plan-calendar.ts';

interface OftenStripProps {
  day: Date;
  /** Of the jobs that fire too often to stand by hours. */
  entries: readonly CalendarEntry[];
  bins: readonly Bin[];
  most: number;
  room: number;
  onOpen: OpenMark;
}

/** How the jobs that fire often lie in a day; opened, what they are. */
export function OftenStrip({ day, entries, bins, most, room, onOpen }: OftenStripProps) {
  if (entries.length === 0) return null;
  const jobs = new Set(entries.map(({ job }) => job.id)).size;
  const crowd = toCrowd(`folded ${writeDay(day)}`, { at: day.getTime(), until: nextDay(day).getTime() }, entries);
  return (
    <button
      type="button"
      className={styles.strip}
      aria-label={t('calendar.folded-of', { day: nameOfDay(day), n: jobs })}
      onClick={(event) => onOpen(crowd, event.currentTarget)}
    >
      <Bars bins={bins} most={most} room={room} />
    </button>
  );
}
