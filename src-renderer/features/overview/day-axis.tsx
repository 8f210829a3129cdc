import { formatClock } from '../../lib/format/time.ts';
import styles from './overview.module.css';
import { dayMs } from './plan-day.ts';

const hourMs = 3_600_000;
const labelWidth = 44;

/** The hours over the strips, as many as there is room for, on whole hours of the viewer's clock. */
export function DayAxis({ from, to, width }: { from: number; to: number; width: number }) {
  const everyHours = [1, 2, 3, 4, 6, 12].find((hours) => (width * hours * hourMs) / dayMs >= labelWidth + 8) ?? 24;
  return (
    <svg width={width} height={14} viewBox={`0 0 ${width} 14`} className={styles.axis} aria-hidden>
      {wholeHours(from, to, everyHours).map((at) => {
        const x = ((at - from) / (to - from)) * width;
        const isInside = x > labelWidth / 2 && x < width - labelWidth / 2;
        return (
          isInside && (
            <text key={at} x={x} y={10} textAnchor="middle">
              {formatClock(at, { precision: 'm' })}
            </text>
          )
        );
      })}
    </svg>
  );
}

/** By the viewer's clock and not by UTC: a zone may be half an hour off, and a day of 23 hours has its own labels. */
function wholeHours(from: number, to: number, everyHours: number): readonly number[] {
  const first = new Date(from);
  first.setMinutes(60, 0, 0);
  const hours: number[] = [];
  for (let at = first.getTime(); at < to; at += hourMs) {
    if (new Date(at).getHours() % everyHours === 0) hours.push(at);
  }
  return hours;
}
