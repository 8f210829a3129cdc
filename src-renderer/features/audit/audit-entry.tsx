import type { AuditEntry as Entry } from '#contract/audit.ts';
import { formatCount } from '../../lib/format/number.ts';
import { formatExact } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import { DetailLines } from '../../ui/detail-lines.tsx';
import { Region } from '../../ui/page.tsx';
import styles from './audit.module.css';
import { Outcome, What } from './audit-columns.tsx';

/** One entry in full: what it changed, who did it from where, and its place in the chain. */
export function AuditEntry({ entry }: { entry: Entry | undefined }) {
  if (entry === undefined) {
    return (
      <Region title={t('audit.entry')}>
        <p className="t3 xs">{t('audit.choose')}</p>
      </Region>
    );
  }
  return (
    <>
      <Region title={<code>{entry.action}</code>} note={t('audit.number', { n: formatCount(entry.seq) })}>
        <p>
          {entry.actor.name} · <What entry={entry} /> <Outcome entry={entry} />
        </p>
      </Region>
      <Region title={t('audit.change')}>
        <DetailLines details={entry.details} />
      </Region>
      <Region title={t('audit.entry')}>
        <dl className={styles.pairs}>
          <dt>{t('audit.column.when')}</dt>
          <dd>{formatExact(Date.parse(entry.at))}</dd>
          <dt>{t('audit.column.who')}</dt>
          <dd>
            {entry.actor.name}, {t(`audit.actor.${entry.actor.type}`)}
          </dd>
          <dt>{t('audit.column.via')}</dt>
          <dd>
            {t(`audit.via.${entry.via}`)}
            {entry.ip !== undefined && `, ${entry.ip}`}
          </dd>
          <dt>{t('audit.request')}</dt>
          <dd className="mono">{entry.requestId}</dd>
          <dt>{t('audit.column.outcome')}</dt>
          <dd>{t(`audit.outcome.${entry.outcome}`)}</dd>
        </dl>
      </Region>
      <Region title={t('audit.chain')}>
        <dl className={styles.pairs}>
          <dt>{t('audit.before')}</dt>
          <dd className="mono">{entry.prevHash}</dd>
          <dt>{t('audit.own')}</dt>
          <dd className="mono">{entry.hash}</dd>
        </dl>
        <p className="t3 xs">{t('audit.chain-text')}</p>
      </Region>
    </>
  );
}
