import { IconCheck, IconCircleMinus, IconMinus } from '@tabler/icons-react';
import { t } from '../../../../lib/messages/messages.ts';
import type { CheckResult } from './list-checks.ts';
import styles from './why-panel.module.css';

const icons = { passed: IconCheck, stopped: IconCircleMinus, 'not-asked': IconMinus };

/** What was asked before it could run, in the order it is asked: passed, the one that decided, not asked any more. */
export function CheckLadder({ checks }: { checks: readonly CheckResult[] }) {
  if (checks.length === 0) return null;
  return (
    <ol className={styles.ladder} aria-label={t('why.checks')}>
      {checks.map(({ check, result }) => {
        const Icon = icons[result];
        return (
          <li key={check} data-result={result}>
            <Icon size={14} aria-hidden />
            {t(`why.check.${check}`)}
            <span className="t3">{t(`why.result.${result}`)}</span>
          </li>
        );
      })}
    </ol>
  );
}
