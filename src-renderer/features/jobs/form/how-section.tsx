import { NumberInput, Select } from '@mantine/core';
import type { Misfire, Policy, Retry } from '#contract/jobs.ts';
import { t } from '../../../lib/messages/messages.ts';
import { isJittered, sayTime, sayWaits } from '../policy-words.ts';
import type { ProblemAt } from './form-problems.ts';
import { FormStep } from './form-step.tsx';
import styles from './job-form.module.css';
import type { SectionProps } from './what-section.tsx';

const misfires = ['run-once', 'run-all', 'skip'] as const satisfies Misfire['policy'][];
const backoffs = ['fixed', 'linear', 'exponential', 'exponential-jitter'] as const satisfies Retry['backoff'][];

/** How it runs: what happens when things do not go to plan. */
export function HowSection({ draft, onChange, problemAt }: SectionProps) {
  const { policy } = draft;
  const { misfire, retry } = policy;
  const set = (change: Partial<Policy>) => onChange({ policy: { ...policy, ...change } });
  const setRetry = (change: Partial<Retry>) => set({ retry: { ...retry, ...change } });
  return (
    <FormStep number={3} title={t('job-form.how')} hint={t('job-form.how-hint')}>
      <div className={styles.three}>
        {/* The core knows one answer so far; it is said, since it is what most ask first. */}
        <Select
          label={t('job-form.overlap')}
          data={[{ value: 'skip', label: t('job-form.overlap.skip') }]}
          value={policy.overlap}
        />
        <Select
          label={t('job-form.misfire')}
          data={misfires.map((value) => ({ value, label: t(`job-form.misfire.${value}`) }))}
          value={misfire.policy}
          onChange={(next) =>
            set({ misfire: { ...misfire, policy: misfires.find((value) => value === next) ?? 'run-once' } })
          }
        />
        {misfire.policy === 'run-all' ? (
          <Figure
            label={t('job-form.misfire-limit')}
            value={misfire.limit}
            min={1}
            max={1_000}
            problem={problemAt('policy.misfire.limit')}
            onChange={(limit) => set({ misfire: { ...misfire, limit } })}
          />
        ) : (
          <Figure
            label={t('job-form.grace')}
            value={misfire.graceSeconds}
            min={0}
            max={86_400}
            isTime
            problem={problemAt('policy.misfire.graceSeconds')}
            onChange={(graceSeconds) => set({ misfire: { ...misfire, graceSeconds } })}
          />
        )}
        <Select
          label={t('job-form.retry')}
          data={[...Array(21).keys()].map((n) => ({ value: String(n), label: t('job-form.retry.times', { n }) }))}
          value={String(retry.max)}
          onChange={(max) => setRetry({ max: Number(max) })}
        />
        {retry.max > 0 && <RetryFields retry={retry} problemAt={problemAt} onChange={setRetry} />}
        <Figure
          label={t('job-form.timeout')}
          value={policy.timeoutSeconds}
          min={1}
          max={86_400}
          isTime
          problem={problemAt('policy.timeoutSeconds')}
          onChange={(timeoutSeconds) => set({ timeoutSeconds })}
        />
        <Figure
          label={t('job-form.start-within')}
          value={policy.startWithinSeconds}
          min={1}
          max={604_800}
          isTime
          problem={problemAt('policy.startWithinSeconds')}
          onChange={(startWithinSeconds) => set({ startWithinSeconds })}
        />
        <Select
          label={t('job-form.priority')}
          data={[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => ({
            value: String(n),
            label: t('job-form.priority.value', { n }),
          }))}
          value={String(policy.priority)}
          onChange={(priority) => set({ priority: Number(priority) })}
        />
      </div>
    </FormStep>
  );
}

interface RetryFieldsProps {
  retry: Retry;
  problemAt: ProblemAt;
  onChange: (change: Partial<Retry>) => void;
}

function RetryFields({ retry, problemAt, onChange }: RetryFieldsProps) {
  const waits = t('job-form.waits', { waits: sayWaits(retry), jitter: String(isJittered(retry)) });
  return (
    <>
      <Select
        label={t('job-form.backoff')}
        data={backoffs.map((value) => ({ value, label: t(`job-form.backoff.${value}`) }))}
        value={retry.backoff}
        description={waits}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        onChange={(next) => onChange({ backoff: backoffs.find((value) => value === next) ?? 'exponential-jitter' })}
      />
      <Figure
        label={t('job-form.base')}
        value={retry.baseSeconds}
        min={0}
        max={86_400}
        isTime
        problem={problemAt('policy.retry.baseSeconds')}
        onChange={(baseSeconds) => onChange({ baseSeconds })}
      />
      {retry.backoff !== 'fixed' && (
        <Figure
          label={t('job-form.cap')}
          value={retry.capSeconds}
          min={0}
          max={604_800}
          isTime
          problem={problemAt('policy.retry.capSeconds')}
          onChange={(capSeconds) => onChange({ capSeconds })}
        />
      )}
    </>
  );
}

interface FigureProps {
  label: string;
  value: number;
  min: number;
  max: number;
  /** Seconds; what they are in larger units stands below. */
  isTime?: boolean;
  problem: string | undefined;
  onChange: (value: number) => void;
}

function Figure({ label, value, min, max, isTime = false, problem, onChange }: FigureProps) {
  return (
    <NumberInput
      label={label}
      min={min}
      max={max}
      hideControls
      clampBehavior="blur"
      allowDecimal={false}
      suffix={isTime ? ' s' : ''}
      description={isTime && value >= 60 ? `= ${sayTime(value)}` : undefined}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={value}
      error={problem}
      onChange={(next) => typeof next === 'number' && onChange(next)}
    />
  );
}
