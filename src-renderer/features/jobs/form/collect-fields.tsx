import { t } from '../../../lib/messages/messages.ts';
import { OptionalDurationField } from './duration-field.tsx';
import { OptionalFigureField } from './figure-field.tsx';
import styles from './job-form.module.css';
import type { TriggerFieldsProps } from './trigger-editor.tsx';

/** Several events as one run: after it has been quiet, after so many, or after so long. */
export function CollectFields({ trigger, problemAt, onChange }: TriggerFieldsProps) {
  const { debounceSeconds = null, batch = null } = trigger;
  const setBatch = (change: { events?: number | null; seconds?: number | null }) => {
    const { events, seconds } = { ...batch, ...change };
    const isEmpty = (events ?? null) === null && (seconds ?? null) === null;
    onChange({ batch: isEmpty ? null : { ...(events && { events }), ...(seconds && { seconds }) } });
  };
  return (
    <>
      <div className={styles.three}>
        <OptionalDurationField
          label={t('job-form.debounce')}
          min={1}
          max={86_400}
          placeholder={t('job-form.at-once')}
          value={debounceSeconds}
          problem={problemAt('debounceSeconds')}
          onChange={(next) => onChange({ debounceSeconds: next })}
        />
        <OptionalFigureField
          label={t('job-form.batch-events')}
          min={1}
          max={10_000}
          placeholder={t('job-form.no-limit')}
          value={batch?.events ?? null}
          problem={problemAt('batch.events')}
          onChange={(events) => setBatch({ events })}
        />
        <OptionalDurationField
          label={t('job-form.batch-seconds')}
          min={1}
          max={86_400}
          placeholder={t('job-form.no-limit')}
          value={batch?.seconds ?? null}
          problem={problemAt('batch.seconds')}
          onChange={(seconds) => setBatch({ seconds })}
        />
      </div>
      <p className={styles.aside}>{t('job-form.collect-hint')}</p>
    </>
  );
}
