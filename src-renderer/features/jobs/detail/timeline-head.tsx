import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { formatClock, formatDay } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import styles from './job-detail.module.css';
import type { StripStep } from './strip-span.ts';

interface TimelineHeadProps {
  step: StripStep;
  range: { from: number; to: number };
  now: number;
  count: number;
  /** The viewer's zone where the job is scheduled in another. */
  zone: string | undefined;
  /** There are more before the first of them. */
  isCut: boolean;
  onMove: (steps: 1 | -1) => void;
}

/** How many occurrences there are in view, of which time, and a way to what was before and comes after. */
export function TimelineHead({ step, range, now, count, zone, isCut, onMove }: TimelineHeadProps) {
  // A message chooses by words without hyphens.
  const words = { n: count, isCut: String(isCut), step: step.replace('-', '_') };
  return (
    <div className={styles.timelineHead}>
      <h2>{t('job.occurrences')}</h2>
      <span className="t3 xs">
        {t('job.in-span', words)}
        {zone !== undefined && `, ${t('job.times-in', { zone })}`}
      </span>
      <span className={styles.timelineNav}>
        <ActionIcon aria-label={t('job.earlier-span')} onClick={() => onMove(1)}>
          <IconChevronLeft size={16} />
        </ActionIcon>
        {sayRange(range, { step, now })}
        <ActionIcon aria-label={t('job.later-span')} onClick={() => onMove(-1)}>
          <IconChevronRight size={16} />
        </ActionIcon>
      </span>
    </div>
  );
}

/** Fri 27 Nov – Sat 28 Nov; of a few hours Sat 28 Nov 20:00 – 22:00. */
function sayRange({ from, to }: TimelineHeadProps['range'], { step, now }: { step: StripStep; now: number }): string {
  const day = (at: number) => formatDay(at, now).replaceAll(',', '');
  if (step !== 'hour' && step !== 'quarter-day') return `${day(from)} – ${day(to - 1)}`;
  const clock = (at: number) => formatClock(at, { precision: 'm' });
  const end = day(to - 1) === day(from) ? clock(to) : `${day(to - 1)} ${clock(to)}`;
  return `${day(from)} ${clock(from)} – ${end}`;
}
