import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { formatDuration } from '../../lib/format/duration.ts';
import { formatCount, formatPercent } from '../../lib/format/number.ts';
import { t } from '../../lib/messages/messages.ts';
import styles from './overview.module.css';
import type { DayFigures } from './plan-day.ts';
import type { Phrase, Verdict } from './verdict.ts';

interface VerdictLineProps {
  verdict: Verdict;
  figures: DayFigures;
  /** The figures are of the later part of the day alone. */
  isCut: boolean;
  latenessMs: number | undefined;
}

const mostNamed = 5;

/** The answer in words, and the day in figures beside it. A figure nobody can know yet is left out. */
export function VerdictLine({ verdict, figures, isCut, latenessMs }: VerdictLineProps) {
  return (
    <section className={styles.verdict} aria-label={t('overview.verdict')}>
      <div aria-live="polite">
        <h2>
          {!verdict.isFine && <IconAlertTriangle size={20} className={styles.alert} aria-hidden />}
          {say(verdict.sentence)}
        </h2>
        {verdict.remarks.length > 0 && (
          <p className="t2">
            {verdict.remarks.map(say).join(' ')}{' '}
            {verdict.jobs?.slice(0, mostNamed).map(({ jobId, name }) => (
              <Link key={jobId} to="/jobs/$jobId" params={{ jobId }} className={styles.named}>
                {name}
              </Link>
            ))}
          </p>
        )}
      </div>
      <dl className={styles.numbers}>
        {figures.successRate !== undefined && (
          <Figure label={t('overview.succeeded')} value={formatPercent(figures.successRate, 1)} />
        )}
        {figures.runs > 0 && (
          <Figure
            label={t('overview.runs', { failed: figures.failed })}
            value={isCut ? t('overview.more-than', { n: figures.runs }) : formatCount(figures.runs)}
          />
        )}
        {figures.medianMs !== undefined && (
          <Figure label={t('overview.median')} value={formatDuration(figures.medianMs)} />
        )}
        {latenessMs !== undefined && <Figure label={t('overview.lateness')} value={formatDuration(latenessMs)} />}
      </dl>
    </section>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function say({ key, values }: Phrase): string {
  return t(key, values);
}
