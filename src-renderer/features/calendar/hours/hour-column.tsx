import { formatCount } from '../../../lib/format/number.ts';
import { t } from '../../../lib/messages/messages.ts';
import { partsOf } from '../bars.tsx';
import { type Bin, sizeOf } from '../bin-entries.ts';
import shared from '../calendar.module.css';
import { nextDay, writeDay } from '../calendar-range.ts';
import { nameOfDay } from '../calendar-title.ts';
import { toCrowd } from '../gather-entries.ts';
import type { CalendarEntry, OpenMark } from '../plan-calendar.ts';
import { type HourAxis, placeOf } from './hour-axis.ts';
import styles from './hours.module.css';

interface HourColumnProps {
  /** Of one day. */
  axis: HourAxis;
  entries: readonly CalendarEntry[];
  bins: readonly Bin[];
  most: number;
  onOpen: OpenMark;
}

const hourMs = 3_600_000;

/** Beside the hours of a day: how much each of them holds of the jobs that fire often. */
export function HourColumn({ axis, entries, bins, most, onOpen }: HourColumnProps) {
  const day = axis.days[0]?.day ?? new Date(Number.NaN);
  const jobs = new Set(entries.map(({ job }) => job.id)).size;
  const crowd = toCrowd(`folded ${writeDay(day)}`, { at: day.getTime(), until: nextDay(day).getTime() }, entries);
  return (
    <button
      type="button"
      className={styles.column}
      aria-label={t('calendar.folded-of', { day: nameOfDay(day), n: jobs })}
      onClick={(event) => onOpen(crowd, event.currentTarget)}
    >
      {[...bins.entries()].map(([hour, bin]) => (
        <span
          key={hour}
          className={styles.columnHour}
          style={{ top: `${(placeOf(axis, 0, day.getTime() + hour * hourMs) / axis.rows.length) * 100}%` }}
        >
          <span className={`${shared.bar} ${styles.columnBar}`}>
            {partsOf(bin, { most, length: 100 }).map(({ kind, length }) => (
              <i key={kind} data-kind={kind} style={{ width: `${length}%` }} />
            ))}
          </span>
          <span className={styles.columnFigure}>{sizeOf(bin) > 0 && formatCount(sizeOf(bin))}</span>
        </span>
      ))}
    </button>
  );
}
