import { IconCheck, IconCircleMinus, IconMinus } from '@tabler/icons-react';
import type { TriggerKind } from '#contract/triggers.ts';
import { t } from '../../../../lib/messages/messages.ts';
import type { CheckResult } from './list-checks.ts';
import styles from './why-panel.module.css';

const icons = { passed: IconCheck, stopped: IconCircleMinus, 'not-asked': IconMinus };

interface CheckLadderProps {
  checks: readonly CheckResult[];
  /** Of the occurrence. */
  reason: string | null;
  kind: TriggerKind | undefined;
  /** Whether it is spoken of what was, or of what will be as things stand. */
  tense: 'ahead' | 'past';
}

/** What was asked before it could run, in the order it is asked: passed, the one that decided, not asked any more. */
export function CheckLadder({ checks, reason, kind, tense }: CheckLadderProps) {
  if (checks.length === 0) return null;
  return (
    <ol className={styles.ladder} aria-label={t('why.checks')}>
      {checks.map(({ check, result }) => {
        const Icon = icons[result];
        // A message chooses by words without hyphens.
        const values = { tense, kind: kind ?? '', reason: reason?.replaceAll('-', '_') ?? '' };
        const claim = t(`why.check.${check}`, { ...values, result: result.replace('-', '_') });
        return (
          <li key={check} data-result={result}>
            <Icon size={14} aria-hidden />
            {claim}
            {result === 'not-asked' && <span>{t('why.result.not-asked')}</span>}
          </li>
        );
      })}
    </ol>
  );
}
