import { useRef } from 'react';
import { formatClock } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { useElementWidth } from '../../../ui/use-element-width.ts';
import { EntryLines } from '../agenda.tsx';
import { Bars, fullest } from '../bars.tsx';
import { binDay, binEntries } from '../bin-entries.ts';
import shared from '../calendar.module.css';
import { readDay } from '../calendar-range.ts';
import { nameOfDay } from '../calendar-title.ts';
import { sumUpDays } from '../gather-entries.ts';
import type { CalendarCrowd, CalendarMark } from '../plan-calendar.ts';
import styles from './mark.module.css';

interface CrowdCardProps {
  crowd: CalendarCrowd;
  now: number;
  onOpen: (mark: CalendarMark) => void;
}

const hourMs = 3_600_000;
const spans = 12;
/** Firings of a job beyond these are one line. */
const mostLines = 12;

/** What a mark that stands for many holds, a line or some for each job. */
export function CrowdCard({ crowd, now, onOpen }: CrowdCardProps) {
  const { at, until, members, count, failed, left } = crowd;
  const frame = useRef<HTMLDivElement>(null);
  const room = useElementWidth(frame);
  const day = readDay(undefined, new Date(at));
  const isHour = until - at <= hourMs;
  const bins = isHour
    ? binEntries(members, { from: at, spanMs: hourMs / spans, count: spans }, now)
    : binDay(members, day, now);
  const clock = (moment: number) => formatClock(moment, { precision: 'm' });
  return (
    <>
      <h2 className={styles.cardTitle}>
        {nameOfDay(day)}
        {isHour && `, ${clock(at)}–${clock(until)}`}
      </h2>
      <p className="t2 xs">
        {t('calendar.firings', { n: count })}
        {failed > 0 && `, ${t('calendar.failed', { n: failed })}`}
        {left > 0 && `, ${t('calendar.left', { n: left })}`}
      </p>
      <div ref={frame}>
        <Bars
          bins={bins}
          most={fullest([bins])}
          room={room}
          label={t(isHour ? 'calendar.firings' : 'calendar.density', { n: count })}
        />
      </div>
      <div className={shared.lines}>
        <EntryLines entries={sumUpDays(members, isHour ? mostLines : 1, now)} onOpen={onOpen} />
      </div>
    </>
  );
}
