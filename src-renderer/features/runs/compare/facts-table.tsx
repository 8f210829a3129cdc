import type { Run } from '#contract/runs.ts';
import { locale, t } from '../../../lib/messages/messages.ts';
import styles from './compare.module.css';
import { type ComparedFact, compareFacts } from './compare-facts.ts';

/** What two runs were given and what came of them, side by side; what differs stands out. */
export function FactsTable({ run, good }: { run: Run; good: Run }) {
  const facts = compareFacts(run, good);
  const different = facts.filter(({ isGiven, isSame }) => isGiven && !isSame).map(({ label }) => t(label));
  const hasSameInput = JSON.stringify(run.input) === JSON.stringify(good.input);
  if (!hasSameInput) different.push(t('run.input'));
  return (
    <div className={styles.scroller}>
      <p className={styles.verdict}>
        {different.length === 0
          ? t('run.compare-same-given')
          : t('run.compare-other-given', { facts: formatList(different) })}
      </p>
      <table className={styles.facts}>
        <thead className={styles.columns}>
          <tr>
            <th scope="col">{t('run.compare.facts')}</th>
            <th scope="col">{t('run.compare-good')}</th>
            <th scope="col">{t('run.compare-ours')}</th>
          </tr>
        </thead>
        <Facts title={t('run.compare-given')} facts={facts.filter(({ isGiven }) => isGiven)} />
        <Facts title={t('run.compare-came')} facts={facts.filter(({ isGiven }) => !isGiven)} />
      </table>
    </div>
  );
}

function Facts({ title, facts }: { title: string; facts: readonly ComparedFact[] }) {
  return (
    <tbody>
      <tr className={styles.group}>
        <th scope="rowgroup" colSpan={3}>
          {title}
        </th>
      </tr>
      {facts.map(({ label, ours, good, isSame }) => (
        <tr key={label} data-same={isSame || undefined}>
          <th scope="row">{t(label)}</th>
          <td>{good}</td>
          <td>
            {isSame ? ours : <b>{ours === '' ? '—' : ours}</b>}
            {!isSame && <span className="visually-hidden"> {t('run.compare-differs')}</span>}
          </td>
        </tr>
      ))}
    </tbody>
  );
}

/** Version, Sandbox and Input, as the language joins them. */
function formatList(words: readonly string[]): string {
  return new Intl.ListFormat(locale()).format(words);
}
