import type { TriggerKind } from '#contract/triggers.ts';
import { t } from '../../../lib/messages/messages.ts';
import styles from './job-form.module.css';

const fieldNames = ['minute', 'hour', 'day', 'month', 'weekday'] as const;

/** What a sentence is as an expression. */
export function AsExpression({ kind, expr }: { kind: TriggerKind; expr: string }) {
  if (kind !== 'cron') {
    return (
      <div className={styles.expression}>
        <b>{t(kind === 'rrule' ? 'job-form.as-rule' : 'job-form.as-duration')}</b>
        <code className={styles.lines}>{expr}</code>
      </div>
    );
  }
  const fields = expr.split(' ');
  return (
    <div className={styles.expression}>
      <b>{t('job-form.as-cron')}</b>
      <span className={styles.fields}>
        {fieldNames.map((name, index) => (
          <span key={name}>
            <code>{fields[index]}</code>
            <span className="t3 xxs">{t(`job-form.field.${name}`)}</span>
          </span>
        ))}
      </span>
    </div>
  );
}
