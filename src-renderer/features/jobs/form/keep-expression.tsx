import { Button } from '@mantine/core';
import { t } from '../../../lib/messages/messages.ts';
import styles from './job-form.module.css';
import type { TriggerDraft } from './trigger-draft.ts';

type Written = Pick<TriggerDraft, 'kind' | 'expr'>;

interface KeepExpressionProps {
  expr: string;
  onKeep: () => void;
  onBeginAnew: () => void;
}

/** A rule that says more than the picker can: it stays as it is unless one wishes to begin anew. */
export function KeepExpression({ expr, onKeep, onBeginAnew }: KeepExpressionProps) {
  return (
    <div className={styles.expression} role="status">
      <span className={styles.grow}>
        {t('job-form.not-simple')} <code className={styles.lines}>{expr}</code>
      </span>
      <Button size="xs" onClick={onKeep}>
        {t('job-form.keep-rule')}
      </Button>
      <Button size="xs" variant="subtle" onClick={onBeginAnew}>
        {t('job-form.begin-anew')}
      </Button>
    </div>
  );
}

/** What was written before one began anew, with a way back to it. */
export function TakeBack({ written, onTakeBack }: { written: Written; onTakeBack: (written: Written) => void }) {
  return (
    <p className={styles.aside}>
      {t('job-form.was-written')} <code className={styles.lines}>{written.expr}</code>{' '}
      <Button size="xs" variant="subtle" onClick={() => onTakeBack(written)}>
        {t('job-form.take-back')}
      </Button>
    </p>
  );
}
