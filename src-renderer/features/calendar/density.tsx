import { t } from '../../lib/messages/messages.ts';
import styles from './calendar.module.css';
import { binHours, type CalendarEntry, type HourBin } from './plan-calendar.ts';

const width = 4;
const height = 22;
const hours = [...Array(24).keys()];

/** The hours of a day as bars: how much each holds, what failed on top of it, what is to come as an outline. */
export function Density({ entries, most }: { entries: readonly CalendarEntry[]; most: number }) {
  const bins = binHours(entries);
  const total = Math.round(entries.reduce((sum, { count }) => sum + count, 0));
  return (
    <svg
      className={styles.density}
      viewBox={`0 0 ${24 * (width + 1)} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t('calendar.density', { n: total })}
    >
      {hours.map((hour) => (
        <Bar key={hour} bin={bins[hour]} x={hour * (width + 1)} scale={height / Math.max(1, most)} />
      ))}
    </svg>
  );
}

/** The fullest hour of these days, which all of them are measured by. */
export function fullestHour(days: Iterable<readonly CalendarEntry[]>): number {
  return Math.max(0, ...[...days].flatMap((entries) => binHours(entries).map(heightOf)));
}

/** By its root: next to a job that fires every second the others still show. */
function heightOf({ ran, failed, left, ahead }: HourBin): number {
  return Math.sqrt(ran + failed + left + ahead);
}

function Bar({ bin, x, scale }: { bin: HourBin | undefined; x: number; scale: number }) {
  if (bin === undefined) return null;
  const all = bin.ran + bin.failed + bin.left + bin.ahead;
  if (all === 0) return null;
  const tall = Math.max(2, heightOf(bin) * scale);
  const failed = bin.failed === 0 ? 0 : Math.max(3, (tall * bin.failed) / all);
  const below = tall - failed;
  const isAhead = bin.ran + bin.failed === 0 && bin.ahead > 0;
  const isLeft = bin.ran === 0;
  if (isAhead) {
    return <rect x={x + 0.5} y={height - tall + 0.5} width={width - 1} height={tall - 1} className={styles.barAhead} />;
  }
  return (
    <>
      {below > 0 && (
        <rect x={x} y={height - below} width={width} height={below} fill={`var(--am-${isLeft ? 'skip' : 'ok'}-mark)`} />
      )}
      {failed > 0 && <rect x={x} y={height - tall} width={width} height={failed} fill="var(--am-fail-mark)" />}
    </>
  );
}
