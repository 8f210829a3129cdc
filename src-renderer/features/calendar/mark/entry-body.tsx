import type { CSSProperties } from 'react';
import { t } from '../../../lib/messages/messages.ts';
import { statusLooks } from '../../../ui/status.ts';
import { Bars, fullest } from '../bars.tsx';
import { binEntries } from '../bin-entries.ts';
import { type CalendarCrowd, type CalendarMark, isAhead, isCrowd } from '../plan-calendar.ts';
import { sayMark, sayShort } from './entry-words.ts';
import styles from './mark.module.css';

interface EntryBodyProps {
  mark: CalendarMark;
  now: number;
  /** It is the one that is opened. */
  isPicked: boolean;
}

/** One mark in a cell: what was has the edge of its outcome, what is to come that of its job. */
export function EntryBody({ mark, now, isPicked }: EntryBodyProps) {
  if (isCrowd(mark)) return <CrowdBody crowd={mark} now={now} isPicked={isPicked} />;
  const look = statusLooks[mark.status];
  const ahead = isAhead(mark.status) || mark.at > now;
  const style = {
    '--edge': ahead ? `var(--am-job-${mark.colour})` : `var(--am-${look.tone}-mark)`,
    '--icon': ahead ? 'var(--am-text-3)' : `var(--am-${look.tone}-text)`,
    '--ground': ahead ? 'var(--am-surface)' : `var(--am-${look.tone === 'ok' ? 'skip' : look.tone}-tint)`,
  } as CSSProperties; // custom properties are not among its keys
  return (
    <span
      className={styles.event}
      style={style}
      data-tone={look.tone}
      data-ahead={ahead || undefined}
      data-left={(ahead && !isAhead(mark.status)) || undefined}
      data-quiet={(mark.status !== 'upcoming' && look.tone === 'skip') || undefined}
      data-picked={isPicked || undefined}
    >
      <span className={styles.what}>
        {mark.status !== 'upcoming' && <look.icon size={12} aria-hidden />}
        <span className={styles.name}>{mark.job.name}</span>
      </span>
      <span className={styles.time}>{sayShort(mark)}</span>
      <span className="visually-hidden">{t(look.word)}</span>
    </span>
  );
}

const spans = 12;

/** An hour too full for names: how many, and how they lie in it. */
function CrowdBody({ crowd, now, isPicked }: { crowd: CalendarCrowd; now: number; isPicked: boolean }) {
  const { at, until, status, members, count, failed, left } = crowd;
  const bins = binEntries(members, { from: at, spanMs: (until - at) / spans, count: spans }, now);
  return (
    <span className={styles.crowd} data-ahead={isAhead(status) || undefined} data-picked={isPicked || undefined}>
      <span aria-hidden>{t('calendar.count', { n: count, failed, left })}</span>
      <Bars bins={bins} most={fullest([bins])} room={4 * spans} height={14} />
      <span className="visually-hidden">{sayMark(crowd)}</span>
    </span>
  );
}
