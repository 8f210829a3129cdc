import { formatClock } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { type HourAxis, indexOfDay, placeOf } from './hour-axis.ts';
import styles from './hours.module.css';

/** In rows: a label nearer to that of now makes room for it. */
const roomOfLabel = 0.55;

/** The hours down the side, and the time it is. */
export function HourLabels({ axis, now }: { axis: HourAxis; now: number }) {
  const today = indexOfDay(axis, now);
  const nowPlace = today === -1 ? undefined : placeOf(axis, today, now);
  return (
    <div className={styles.labels} aria-hidden>
      {[...axis.rows.entries()].map(([row, { hour, isAgain }]) => {
        const name = String(hour).padStart(2, '0');
        const isCovered = nowPlace !== undefined && Math.abs(nowPlace - row) < roomOfLabel;
        return (
          <span key={`${hour} ${isAgain}`} className={styles.label} data-again={isAgain || undefined}>
            {!isCovered && (isAgain ? t('calendar.again', { hour: name }) : `${name}:00`)}
          </span>
        );
      })}
      {nowPlace !== undefined && (
        <span className={styles.nowLabel} style={{ top: `${(nowPlace / axis.rows.length) * 100}%` }}>
          {formatClock(now, { precision: 'm' })}
        </span>
      )}
    </div>
  );
}
