import { type DragEvent, type ReactNode, useState } from 'react';
import { formatClock } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { type HourAxis, instantAt } from './hour-axis.ts';
import styles from './hours.module.css';

interface DropMarkProps {
  axis: HourAxis;
  isActive: boolean;
  children: ReactNode;
}

interface Drop {
  index: number;
  place: number;
}

const stepsPerRow = 4;

/** Says at what time a dragged entry would fire where it is held. */
export function DropMark({ axis, isActive, children }: DropMarkProps) {
  const [drop, setDrop] = useState<Drop>();
  const over = (event: DragEvent<HTMLDivElement>) => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const index = Math.floor(((event.clientX - left) / width) * axis.days.length);
    const rows = ((event.clientY - top) / height) * axis.rows.length;
    const place = Math.min(Math.round(rows * stepsPerRow) / stepsPerRow, axis.rows.length - 1 / stepsPerRow);
    if (index !== drop?.index || place !== drop.place) setDrop({ index, place });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches what is dragged over it
    <div
      onDragOver={isActive ? over : undefined}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setDrop(undefined);
      }}
      onDrop={() => setDrop(undefined)}
      onDragEnd={() => setDrop(undefined)}
    >
      {children}
      {isActive && drop !== undefined && (
        <span
          className={styles.dropTime}
          style={{
            top: `${(drop.place / axis.rows.length) * 100}%`,
            left: `${(drop.index / axis.days.length) * 100}%`,
          }}
        >
          {t('calendar.drop-at', {
            time: formatClock(instantAt(axis, drop.index, drop.place), { precision: 'm' }),
          })}
        </span>
      )}
    </div>
  );
}
