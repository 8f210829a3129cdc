import { Textarea } from '@mantine/core';
import { useRef } from 'react';
import { type MessageKey, t } from '../../../lib/messages/messages.ts';
import { DurationField } from './duration-field.tsx';
import styles from './job-form.module.css';
import type { TriggerFieldsProps } from './trigger-editor.tsx';

/** What a condition may ask, each as it is written and with a comparison that makes it one. */
const questions: readonly { label: MessageKey; text: string }[] = [
  { label: 'job-form.ask.cpu', text: 'metric.cpu > 90.0' },
  { label: 'job-form.ask.memory', text: 'metric.memory > 90.0' },
  { label: 'job-form.ask.disk', text: 'metric.diskFree < 5e9' },
  { label: 'job-form.ask.battery', text: 'metric.onBattery' },
  { label: 'job-form.ask.job', text: 'job("name").last.status == "failed"' },
  { label: 'job-form.ask.file', text: 'file("/srv/drop/ready.txt").exists' },
  { label: 'job-form.ask.http', text: '!http("https://example.org").ok' },
];
/** As the core does when nothing is said. */
const defaultEverySeconds = 60;

/** Something that becomes true: an expression, how often it is looked at, and how long it has to hold. */
export function ConditionFields({ trigger, problemAt, onChange }: TriggerFieldsProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const add = (text: string) => {
    const before = trigger.expr.trim();
    onChange({ expr: before === '' ? text : `${before} && ${text}` });
    field.current?.focus();
  };
  return (
    <div className={styles.stack}>
      <Textarea
        ref={field}
        label={t('job-form.condition')}
        description={t('job-form.condition-hint')}
        classNames={{ input: 'mono' }}
        autosize
        minRows={1}
        maxRows={8}
        spellCheck={false}
        placeholder={t('job-form.example.condition')}
        value={trigger.expr}
        error={problemAt('expr')}
        onChange={(event) => onChange({ expr: event.currentTarget.value })}
      />
      <fieldset className={styles.chips} aria-label={t('job-form.ask')}>
        {questions.map(({ label, text }) => (
          <button key={text} type="button" className={styles.chip} title={text} onClick={() => add(text)}>
            + {t(label)}
          </button>
        ))}
      </fieldset>
      <div className={styles.three}>
        <DurationField
          label={t('job-form.every-seconds')}
          value={trigger.everySeconds ?? defaultEverySeconds}
          min={5}
          max={86_400}
          problem={problemAt('everySeconds')}
          onChange={(everySeconds) => onChange({ everySeconds })}
        />
        <DurationField
          label={t('job-form.for-seconds')}
          value={trigger.forSeconds ?? 0}
          min={0}
          max={604_800}
          problem={problemAt('forSeconds')}
          onChange={(forSeconds) => onChange({ forSeconds })}
        />
      </div>
    </div>
  );
}
