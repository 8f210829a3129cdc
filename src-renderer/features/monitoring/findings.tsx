import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { t } from '../../lib/messages/messages.ts';
import styles from './monitoring.module.css';
import type { Finding } from './self-check.ts';

/** The answer first: all in order, or what is not, with its cure. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  const grave = findings.filter(({ isGrave }) => isGrave).length;
  const sentence = findings.length === 0 ? 'monitoring.all-well' : grave > 0 ? 'monitoring.grave' : 'monitoring.warned';
  return (
    <section className={styles.findings} aria-label={t('monitoring.self-check')}>
      <h2>{t(sentence, { n: grave > 0 ? grave : findings.length })}</h2>
      {findings.length === 0 && (
        <p className={styles.well}>
          <IconCircleCheck size={14} className={styles.wellIcon} aria-hidden /> {t('monitoring.all-well-text')}
        </p>
      )}
      <ul>
        {findings.map((finding) => (
          <li key={finding.key} data-grave={finding.isGrave || undefined}>
            {finding.isGrave ? (
              <IconCircleX size={16} aria-label={t('monitoring.is-grave')} />
            ) : (
              <IconAlertTriangle size={16} aria-label={t('monitoring.is-warning')} />
            )}
            <div>
              <p>{t(finding.key, finding.values)}</p>
              {finding.jobs?.map(({ jobId, name, problem }) => (
                <p key={jobId} className="t2 xs">
                  <Link to="/jobs/$jobId" params={{ jobId }}>
                    {name}
                  </Link>{' '}
                  {problem}
                </p>
              ))}
              {finding.fix !== undefined && <p className="t2 xs">{t('executor.fix', { fix: finding.fix })}</p>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
