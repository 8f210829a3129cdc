import { TextInput } from '@mantine/core';
import type { Dedupe } from '#contract/policy.ts';
import { t } from '../../../lib/messages/messages.ts';
import { DurationField, OptionalDurationField } from './duration-field.tsx';
import { FigureField, OptionalFigureField } from './figure-field.tsx';
import type { PolicyFieldsProps } from './how-section.tsx';
import styles from './job-form.module.css';

const hourSeconds = 3_600;

/** Who takes turns with whom. */
export function TurnsFields({ policy, problemAt, onChange }: PolicyFieldsProps) {
  return (
    <div className={styles.three}>
      <TextInput
        label={t('job-form.key')}
        description={t('job-form.key-hint')}
        classNames={{ input: 'mono' }}
        placeholder={t('job-form.key-agent')}
        spellCheck={false}
        value={policy.concurrencyKey ?? ''}
        error={problemAt('concurrencyKey')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        onChange={({ currentTarget: { value } }) => onChange({ concurrencyKey: value === '' ? null : value })}
      />
      <OptionalFigureField
        label={t('job-form.max-concurrent')}
        min={1}
        max={1_000}
        placeholder={policy.overlap === 'allow' ? t('job-form.no-limit') : '1'}
        value={policy.maxConcurrent}
        problem={problemAt('maxConcurrent')}
        onChange={(maxConcurrent) => onChange({ maxConcurrent })}
      />
      {policy.overlap === 'queue' && (
        <FigureField
          label={t('job-form.max-queued')}
          min={1}
          max={100}
          value={policy.maxQueued}
          problem={problemAt('maxQueued')}
          onChange={(maxQueued) => onChange({ maxQueued })}
        />
      )}
    </div>
  );
}

/** What becomes of instants that passed unseen. */
export function MissedFields({ policy, problemAt, onChange }: PolicyFieldsProps) {
  const { misfire } = policy;
  return (
    <div className={styles.three}>
      <DurationField
        label={t('job-form.grace')}
        min={0}
        max={86_400}
        value={misfire.graceSeconds}
        problem={problemAt('misfire.graceSeconds')}
        onChange={(graceSeconds) => onChange({ misfire: { ...misfire, graceSeconds } })}
      />
      <OptionalDurationField
        label={t('job-form.window')}
        min={0}
        max={8_784 * hourSeconds}
        placeholder={t('job-form.window-default')}
        value={misfire.windowHours === undefined ? null : misfire.windowHours * hourSeconds}
        problem={problemAt('misfire.windowHours')}
        onChange={(seconds) => {
          const { windowHours: _, ...rest } = misfire;
          onChange({ misfire: seconds === null ? rest : { ...rest, windowHours: seconds / hourSeconds } });
        }}
      />
      {misfire.policy === 'run-all' && (
        <FigureField
          label={t('job-form.misfire-limit')}
          min={1}
          max={1_000}
          value={misfire.limit}
          problem={problemAt('misfire.limit')}
          onChange={(limit) => onChange({ misfire: { ...misfire, limit } })}
        />
      )}
    </div>
  );
}

/** What counts as the same start, and for how long. */
export function RepeatsFields({ policy, problemAt, onChange }: PolicyFieldsProps) {
  const dedupe: Dedupe = policy.dedupe ?? { key: '', windowSeconds: hourSeconds };
  return (
    <div className={styles.three}>
      <TextInput
        label={t('job-form.dedupe-key')}
        description={t('job-form.key-hint')}
        classNames={{ input: 'mono' }}
        placeholder={t('job-form.dedupe-none')}
        spellCheck={false}
        value={dedupe.key}
        error={problemAt('dedupe.key')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        onChange={({ currentTarget: { value } }) =>
          onChange({ dedupe: value === '' ? null : { ...dedupe, key: value } })
        }
      />
      {policy.dedupe !== null && (
        <DurationField
          label={t('job-form.dedupe-window')}
          min={1}
          max={2_678_400}
          value={dedupe.windowSeconds}
          problem={problemAt('dedupe.windowSeconds')}
          onChange={(windowSeconds) => onChange({ dedupe: { ...dedupe, windowSeconds } })}
        />
      )}
    </div>
  );
}

/** What ends a run that takes too long, and a job that fails too often. */
export function LimitsFields({ policy, problemAt, onChange }: PolicyFieldsProps) {
  return (
    <div className={styles.three}>
      {limits.map(({ field, min, max }) => (
        <DurationField
          key={field}
          label={t(`job-form.${field}`)}
          min={min}
          max={max}
          value={policy[field]}
          problem={problemAt(field)}
          onChange={(value) => onChange({ [field]: value })}
        />
      ))}
      <OptionalFigureField
        label={t('job-form.breaker')}
        min={1}
        max={100}
        placeholder={t('job-form.breaker-never')}
        value={policy.breaker}
        problem={problemAt('breaker')}
        onChange={(breaker) => onChange({ breaker })}
      />
    </div>
  );
}

const limits = [
  { field: 'startWithinSeconds', min: 1, max: 604_800 },
  { field: 'killGraceSeconds', min: 0, max: 600 },
  { field: 'agingSeconds', min: 1, max: 86_400 },
] as const;

/** How long logs and files of runs are kept. */
export function KeepingFields({ policy, problemAt, onChange }: PolicyFieldsProps) {
  const { retention } = policy;
  return (
    <div className={styles.three}>
      <FigureField
        label={t('job-form.keep-runs')}
        min={1}
        max={1_000_000}
        value={retention.runs}
        problem={problemAt('retention.runs')}
        onChange={(runs) => onChange({ retention: { ...retention, runs } })}
      />
      <FigureField
        label={t('job-form.keep-days')}
        min={1}
        max={36_500}
        value={retention.days}
        problem={problemAt('retention.days')}
        onChange={(days) => onChange({ retention: { ...retention, days } })}
      />
    </div>
  );
}
