import { IconClockShield } from '@tabler/icons-react';
import { formatCount } from '../../lib/format/number.ts';
import { t } from '../../lib/messages/messages.ts';
import styles from './calendar.module.css';
import { findClockChange } from './calendar-range.ts';
import type { CalendarEntry } from './plan-calendar.ts';

interface DayFactsProps {
  day: Date;
  entries: readonly CalendarEntry[];
  now: number;
}

/** How many a day has, how many of them failed or are still to come, and whether its clocks are changed. */
export function DayFacts({ day, entries, now }: DayFactsProps) {
  const sum = (of: readonly CalendarEntry[]) => of.reduce((total, { count }) => total + count, 0);
  // What is paused or known to be left out is neither done nor due
  const ahead = sum(entries.filter(({ status }) => status === 'upcoming'));
  const done = sum(entries.filter(({ status, at }) => status !== 'upcoming' && status !== 'paused' && at <= now));
  const failed = entries.reduce((total, entry) => total + entry.failed, 0);
  return (
    <span className={styles.facts}>
      <ClockChangeMark day={day} />
      {failed > 0 && (
        <span data-figure data-failed>
          {t('calendar.failed', { n: failed })}
        </span>
      )}
      {done > 0 && <span data-figure>{formatCount(done)}</span>}
      {ahead > 0 && <span data-figure>{t('calendar.due', { n: ahead })}</span>}
    </span>
  );
}

/** A day of 23 or 25 hours says so. */
export function ClockChangeMark({ day }: { day: Date }) {
  const change = findClockChange(day);
  if (change === undefined) return null;
  const isLonger = change.hours > 24;
  const text = t(isLonger ? 'calendar.clocks-back' : 'calendar.clocks-forward', {
    hour: String(change.hour).padStart(2, '0'),
  });
  return (
    <span className={styles.clocks} title={text}>
      <IconClockShield size={14} aria-hidden /> {t('calendar.day-hours', { n: change.hours })}
      <span className="visually-hidden">{text}</span>
    </span>
  );
}
