import { Checkbox, Select, TagsInput } from '@mantine/core';
import type { Retry } from '#contract/policy.ts';
import { t } from '../../../lib/messages/messages.ts';
import { isJittered, sayWaits } from '../policy-words.ts';
import { DurationField, OptionalDurationField } from './duration-field.tsx';
import type { PolicyFieldsProps } from './how-section.tsx';
import styles from './job-form.module.css';

const backoffs = ['fixed', 'linear', 'exponential', 'exponential-jitter'] as const satisfies Retry['backoff'][];
const ends = ['failed', 'timed-out', 'lost'] as const satisfies Retry['on'];

/** When a further attempt is made, and after what. */
export function RetryFields({ policy: { retry }, problemAt, onChange }: PolicyFieldsProps) {
  const set = (change: Partial<Retry>) => onChange({ retry: { ...retry, ...change } });
  const problem = (field: keyof Retry) => problemAt(`retry.${field}`);
  if (retry.max === 0) return <p className={styles.aside}>{t('job-form.no-retry')}</p>;
  return (
    <div className={styles.three}>
      <Select
        label={t('job-form.backoff')}
        data={backoffs.map((value) => ({ value, label: t(`job-form.backoff.${value}`) }))}
        value={retry.backoff}
        description={t('job-form.waits', { waits: sayWaits(retry), jitter: String(isJittered(retry)) })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        onChange={(next) => set({ backoff: backoffs.find((value) => value === next) ?? 'exponential-jitter' })}
      />
      <DurationField
        isExact
        label={t('job-form.base')}
        value={retry.baseSeconds}
        min={0}
        max={86_400}
        problem={problem('baseSeconds')}
        onChange={(baseSeconds) => set({ baseSeconds })}
      />
      <DurationField
        isExact
        label={t('job-form.cap')}
        value={retry.capSeconds}
        min={0}
        max={604_800}
        problem={problem('capSeconds')}
        onChange={(capSeconds) => set({ capSeconds })}
      />
      <Checkbox.Group
        label={t('job-form.retry-on')}
        value={retry.on}
        error={problem('on')}
        onChange={(chosen) => set({ on: ends.filter((end) => chosen.includes(end)) })}
      >
        {ends.map((end) => (
          <Checkbox key={end} value={end} mt={4} label={t(`policy.retry.on.${end}`)} />
        ))}
      </Checkbox.Group>
      <ExitCodes
        label={t('job-form.only-codes')}
        placeholder={t('job-form.any-code')}
        value={retry.onlyExitCodes ?? []}
        problem={problem('onlyExitCodes')}
        onChange={(codes) => {
          const { onlyExitCodes: _, ...rest } = retry;
          onChange({ retry: codes.length === 0 ? rest : { ...rest, onlyExitCodes: codes } });
        }}
      />
      <ExitCodes
        label={t('job-form.except-codes')}
        value={retry.exceptExitCodes}
        problem={problem('exceptExitCodes')}
        onChange={(exceptExitCodes) => set({ exceptExitCodes })}
      />
      <TagsInput
        label={t('job-form.except-exceptions')}
        placeholder="ValueError"
        value={retry.exceptExceptions}
        error={problem('exceptExceptions')}
        onChange={(exceptExceptions) => set({ exceptExceptions })}
      />
      <OptionalDurationField
        isExact
        label={t('job-form.max-elapsed')}
        min={1}
        max={31_536_000}
        placeholder={t('job-form.no-limit')}
        value={retry.maxElapsedSeconds ?? null}
        problem={problem('maxElapsedSeconds')}
        onChange={(maxElapsedSeconds) => {
          const { maxElapsedSeconds: _, ...rest } = retry;
          onChange({ retry: maxElapsedSeconds === null ? rest : { ...rest, maxElapsedSeconds } });
        }}
      />
    </div>
  );
}

interface ExitCodesProps {
  label: string;
  placeholder?: string;
  value: readonly number[];
  problem: string | undefined;
  onChange: (value: number[]) => void;
}

function ExitCodes({ label, placeholder, value, problem, onChange }: ExitCodesProps) {
  return (
    <TagsInput
      label={label}
      {...(placeholder !== undefined && { placeholder })}
      value={value.map(String)}
      error={problem}
      onChange={(texts) => onChange(texts.filter((text) => /^\d{1,3}$/.test(text) && Number(text) <= 255).map(Number))}
    />
  );
}
