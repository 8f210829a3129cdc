import { useEffect, useRef } from 'react';
import { type HourAxis, indexOfDay, placeOf } from './hour-axis.ts';
import styles from './hours.module.css';

/** Where it is now, over everything else of today; scrolled to when it is first drawn. */
export function NowLine({ axis, now }: { axis: HourAxis; now: number }) {
  const line = useRef<HTMLDivElement>(null);
  const today = indexOfDay(axis, now);
  useEffect(() => {
    line.current?.scrollIntoView({ block: 'center' });
  }, []);
  if (today === -1) return null;
  const width = 100 / axis.days.length;
  return (
    <div
      ref={line}
      className={styles.nowLine}
      style={{
        top: `${(placeOf(axis, today, now) / axis.rows.length) * 100}%`,
        left: `${today * width}%`,
        width: `${width}%`,
      }}
    />
  );
}
