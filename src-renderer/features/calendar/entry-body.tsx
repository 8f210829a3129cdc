import type { CSSProperties } from 'react';
import { formatCount } from '../../lib/format/number.ts';
import { formatClock } from '../../lib/format/time.ts';
import { statusLooks } from '../../ui/status.ts';
import styles from './calendar.module.css';
import { nameOf, sayMark } from './entry-words.ts';
import { type CalendarMark, isAhead, isCrowd } from './plan-calendar.ts';

/** One mark in a cell: what was has the edge of its outcome, what is to come that of its job. */
export function EntryBody({ mark }: { mark: CalendarMark }) {
  const look = statusLooks[mark.status];
  const ahead = isAhead(mark.status);
  const edge = ahead && !isCrowd(mark) ? `var(--am-job-${mark.colour})` : `var(--am-${look.tone}-mark)`;
  const style = {
    '--edge': edge,
    '--icon': ahead ? 'var(--am-text-3)' : `var(--am-${look.tone}-text)`,
    '--ground': ahead ? 'var(--am-surface)' : `var(--am-${look.tone === 'ok' ? 'skip' : look.tone}-tint)`,
  } as CSSProperties; // custom properties are not among its keys
  return (
    <span
      className={styles.event}
      style={style}
      title={sayMark(mark)}
      data-ahead={ahead || undefined}
      data-crowd={isCrowd(mark) || undefined}
      data-excluded={(!isCrowd(mark) && mark.reason === 'exclusion') || undefined}
    >
      <span className={styles.what}>
        <look.icon size={12} aria-hidden />
        <span className={styles.name}>{nameOf(mark)}</span>
      </span>
      {!isCrowd(mark) && (
        <span className={styles.time}>
          {mark.count === 1 ? formatClock(mark.at, { precision: 'm' }) : `× ${formatCount(mark.count)}`}
        </span>
      )}
    </span>
  );
}
