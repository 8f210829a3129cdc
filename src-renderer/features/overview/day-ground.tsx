import { formatClock } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import type { Absence } from './absences.ts';
import styles from './overview.module.css';

/** As narrow as one can still see. */
const leastWidth = 3;

interface DayGroundProps {
  absences: readonly Absence[];
  from: number;
  to: number;
  width: number;
}

/** What lies under all strips: when nobody was there, hatched, and where now is. */
export function DayGround({ absences, from, to, width }: DayGroundProps) {
  const xOf = (at: number) => ((Math.min(to, Math.max(from, at)) - from) / (to - from)) * width;
  return (
    <div className={styles.ground} aria-hidden>
      {absences.map((absence) => {
        const start = xOf(absence.from);
        const length = Math.max(leastWidth, xOf(absence.to) - start);
        return <i key={absence.from} className={styles.absence} style={{ insetInlineStart: start, width: length }} />;
      })}
      <i className={styles.nowLine} style={{ insetInlineStart: width }} />
    </div>
  );
}

/** "off 14:02 – 14:06", over the hatching. */
export function nameAbsence({ kind, from, to }: Absence): string {
  const [start, end] = [from, to].map((at) => formatClock(at, { precision: 'm' }));
  return t('overview.absence-span', { kind, from: start ?? '', to: end ?? '' });
}
