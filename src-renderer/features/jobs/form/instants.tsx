import { IconClockExclamation } from '@tabler/icons-react';
import type { Preview } from '#contract/triggers.ts';
import { formatClock, formatDay, formatExact, formatZone } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { Countdown } from '../../../ui/relative-time.tsx';
import styles from './job-form.module.css';

/** The next instants of a trigger on the clock of its zone; what a clock change does to them stands beside. */
export function Instants({ preview, zone }: { preview: Preview; zone: string }) {
  if (preview.instants.length === 0) return <p className="t3 xs">{t('job-form.never')}</p>;
  return (
    <ol className={styles.instants}>
      {preview.instants.map(({ at, dst }) => {
        const instant = Date.parse(at);
        return (
          <li key={at} data-dst={dst} title={formatExact(instant, zone)}>
            <span>{formatDay(instant, Date.now(), zone).replaceAll(',', '')}</span>
            <span className="figures">
              {formatClock(instant, { zone })} <span className="t3">{formatZone(instant, zone)}</span>
            </span>
            {dst !== undefined && (
              <span className={styles.dst}>
                <IconClockExclamation size={14} aria-hidden /> {t(`job-form.dst.${dst}`)}
              </span>
            )}
            <span className={styles.countdown}>
              {t('jobs.in')} <Countdown at={at} zone={zone} />
            </span>
          </li>
        );
      })}
    </ol>
  );
}
