import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { formatCount } from '../../lib/format/number.ts';
import { formatClock } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { Region } from '../../ui/page.tsx';
import { type StatusName, statusLooks } from '../../ui/status.ts';
import { useElementWidth } from '../../ui/use-element-width.ts';
import { useMinute } from '../../ui/use-now.ts';
import type { Absence } from './absences.ts';
import { DayAxis } from './day-axis.tsx';
import { DayGround } from './day-ground.tsx';
import { mostJobs } from './day-query.ts';
import styles from './overview.module.css';
import { binMarks, type DayRow, type DaySlot, dayMs } from './plan-day.ts';

const pitch = 6;
const markWidth = 4;
const height = 14;
const legend = ['succeeded', 'failed', 'running', 'queued', 'skipped', 'missed'] as const;

/** The last 24 hours on one axis: a strip of outcomes for each job, over the times nobody was there. */
export function DayStrips({ rows, absences }: { rows: readonly DayRow[]; absences: readonly Absence[] }) {
  const ruler = useRef<HTMLDivElement>(null);
  const width = useElementWidth(ruler);
  const to = useMinute() + 60_000;
  const slots = Math.max(12, Math.floor(width / pitch));
  const scale = { from: to - dayMs, to, slots };
  const shown = rows.slice(0, mostJobs);
  return (
    <Region
      title={t('overview.day')}
      note={<Legend />}
      actions={<span className={styles.countHead}>{t('overview.day-counts')}</span>}
    >
      <div className={styles.strips}>
        <div className={styles.axisRow}>
          <div ref={ruler} className={styles.ruler}>
            {width > 0 && <DayAxis absences={absences} from={scale.from} to={to} width={slots * pitch} />}
          </div>
        </div>
        {rows.length === 0 && <p className="t3 xs">{t('overview.day-none')}</p>}
        {width > 0 && shown.length > 0 && (
          <div className={styles.rows}>
            <DayGround absences={absences} from={scale.from} to={to} width={slots * pitch} />
            {shown.map((row) => (
              <div key={row.jobId ?? ''} className={styles.strip}>
                <RowName row={row} />
                <Strip row={row} slots={binMarks(row.marks, scale)} scale={scale} />
                <span className={styles.count}>{formatCount(row.succeeded)}</span>
                <span className={styles.failedCount}>{row.failed > 0 && <Failures row={row} />}</span>
              </div>
            ))}
          </div>
        )}
      </div>
      {rows.length > shown.length && (
        <Link to="/jobs" className="t3 xs">
          {t('overview.day-more', { n: rows.length - shown.length })}
        </Link>
      )}
    </Region>
  );
}

function RowName({ row }: { row: DayRow }) {
  if (row.jobId === null) return <span className="t2 ellipsis">{t('overview.without-job')}</span>;
  return (
    <Link to="/jobs/$jobId" params={{ jobId: row.jobId }} className="ellipsis" title={row.title}>
      {row.title}
    </Link>
  );
}

function Failures({ row }: { row: DayRow }) {
  const label = t('overview.failed-of', { n: row.failed, name: row.title });
  return (
    <Link
      to="/runs"
      search={{ status: row.failedAs, ...(row.jobId !== null && { job: row.jobId }) }}
      aria-label={label}
    >
      {formatCount(row.failed)}
    </Link>
  );
}

interface StripProps {
  row: DayRow;
  slots: readonly DaySlot[];
  scale: { from: number; to: number; slots: number };
}

function Strip({ row, slots, scale }: StripProps) {
  const width = scale.slots * pitch;
  const label = t('overview.strip-of', { name: row.title, succeeded: row.succeeded, failed: row.failed });
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {slots.map((slot) => (
        <Mark key={slot.index} slot={slot} title={titleOf(slot, scale)} />
      ))}
    </svg>
  );
}

function Mark({ slot, title }: { slot: DaySlot; title: string }) {
  const { tone } = statusLooks[slot.status];
  const tall = tone === 'ok' ? height * 0.6 : tone === 'skip' && slot.status !== 'missed' ? 3 : height;
  const x = slot.index * pitch;
  const isHollow = slot.status === 'missed';
  return (
    <g>
      <title>{title}</title>
      {isHollow ? (
        <rect x={x + 0.5} y={5.5} width={markWidth - 1} height={8} rx={1} fill="none" stroke="var(--am-skip-mark)" />
      ) : (
        <rect x={x} y={height - tall} width={markWidth} height={tall} rx={1} fill={`var(--am-${tone}-mark)`} />
      )}
      {slot.isRetried && tone === 'ok' && (
        <rect x={x} y={height - tall - 3.5} width={markWidth} height={2} rx={1} fill="var(--am-wait-mark)" />
      )}
    </g>
  );
}

function titleOf(slot: DaySlot, { from, to, slots }: StripProps['scale']): string {
  const lengthMs = (to - from) / slots;
  const start = from + slot.index * lengthMs;
  const span = `${formatClock(start, { precision: 'm' })}–${formatClock(start + lengthMs, { precision: 'm' })}`;
  const counts = [...slot.counts].map(([status, n]) => `${formatCount(n)} ${wordOf(status)}`);
  return `${span}: ${counts.join(', ')}`;
}

function Legend() {
  return (
    <span className={styles.legend}>
      {legend.map((status) => (
        <span key={status}>
          <svg width={markWidth} height={height} aria-hidden>
            <g transform="translate(0 0)">
              <Mark
                slot={{ index: 0, status, isRetried: false, counts: new Map() }}
                title={t(statusLooks[status].word)}
              />
            </g>
          </svg>
          {wordOf(status)}
        </span>
      ))}
    </span>
  );
}

function wordOf(status: StatusName): string {
  return t(statusLooks[status].word).toLowerCase();
}
