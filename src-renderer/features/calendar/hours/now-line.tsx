import { useEffect, useRef } from 'react';
import { type HourAxis, indexOfDay, placeOf } from './hour-axis.ts';
import styles from './hours.module.css';

/** Where it is now, over everything else of today; the days that are first shown are scrolled to it. */
export function NowLine({ axis, now }: { axis: HourAxis; now: number }) {
  const line = useRef<HTMLDivElement>(null);
  const today = indexOfDay(axis, now);
  const firstDay = axis.days[0]?.day.getTime();
  // biome-ignore lint/correctness/useExhaustiveDependencies: other days are shown, not another minute
  useEffect(() => {
    line.current?.scrollIntoView({ block: 'center' });
  }, [firstDay]);
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
