import type { CSSProperties } from 'react';
import { formatClock } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { statusLooks } from '../../ui/status.ts';
import { sayCount } from './agenda.tsx';
import styles from './calendar.module.css';
import type { CalendarEntry } from './plan-calendar.ts';

/** One entry in a cell: what was has the edge of its outcome, what is to come that of its job. */
export function EntryBody({ entry }: { entry: CalendarEntry }) {
  const look = statusLooks[entry.status];
  const isAhead = entry.status === 'upcoming';
  const style = {
    '--edge': isAhead ? `var(--am-job-${entry.colour})` : `var(--am-${look.tone}-mark)`,
    '--icon': isAhead ? 'var(--am-text-3)' : `var(--am-${look.tone}-text)`,
  } as CSSProperties; // custom properties are not among its keys
  return (
    <span className={styles.event} style={style} title={`${entry.job.name}, ${t(look.word)} ${sayCount(entry)}`}>
      <look.icon size={12} aria-hidden />
      <span className="ellipsis">{entry.job.name}</span>
      <span className="figures">
        {entry.count === 1 ? formatClock(entry.at, { precision: 'm' }) : `× ${entry.count}`}
      </span>
    </span>
  );
}
