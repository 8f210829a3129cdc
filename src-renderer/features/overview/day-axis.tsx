import { formatClock } from '../../lib/format/time.ts';
import type { Absence } from './absences.ts';
import { nameAbsence } from './day-ground.tsx';
import styles from './overview.module.css';
import { dayMs } from './plan-day.ts';

const hourMs = 3_600_000;
const labelWidth = 44;
/** What a letter of an axis takes, on average; labels need no measuring for that. */
const letterWidth = 6;

interface DayAxisProps {
  absences: readonly Absence[];
  from: number;
  to: number;
  width: number;
}

/** The hours over the strips, as many as there is room for, on whole hours of the viewer's clock; absences by name. */
export function DayAxis({ absences, from, to, width }: DayAxisProps) {
  const everyHours = [1, 2, 3, 4, 6, 12].find((hours) => (width * hours * hourMs) / dayMs >= labelWidth + 8) ?? 24;
  const xOf = (at: number) => ((at - from) / (to - from)) * width;
  const names = placeNames(absences, { xOf, width });
  return (
    <svg width={width} height={14} viewBox={`0 0 ${width} 14`} className={styles.axis} aria-hidden>
      {wholeHours(from, to, everyHours).map((at) => {
        const x = xOf(at);
        const isInside = x > labelWidth / 2 && x < width - labelWidth / 2;
        const isFree = names.every((name) => Math.abs(name.x - x) > (name.width + labelWidth) / 2);
        return (
          isInside &&
          isFree && (
            <text key={at} x={x} y={10} textAnchor="middle">
              {formatClock(at, { precision: 'm' })}
            </text>
          )
        );
      })}
      {names.map(({ text, x }) => (
        <text key={text} x={x} y={10} textAnchor="middle">
          {text}
        </text>
      ))}
    </svg>
  );
}

interface PlacedName {
  text: string;
  x: number;
  width: number;
}

/** The names of absences that fit beside each other, the latest first. */
function placeNames(
  absences: readonly Absence[],
  { xOf, width }: { xOf: (at: number) => number; width: number },
): readonly PlacedName[] {
  const placed: PlacedName[] = [];
  for (const absence of absences.toReversed()) {
    const text = nameAbsence(absence);
    const needed = text.length * letterWidth;
    const middle = (xOf(absence.from) + xOf(absence.to)) / 2;
    const x = Math.min(width - needed / 2, Math.max(needed / 2, middle));
    if (needed <= width && placed.every((other) => Math.abs(other.x - x) > (other.width + needed) / 2 + 8)) {
      placed.push({ text, x, width: needed });
    }
  }
  return placed;
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
