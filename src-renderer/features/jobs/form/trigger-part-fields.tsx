import { Autocomplete, Textarea, TextInput } from '@mantine/core';
import { t } from '../../../lib/messages/messages.ts';
import { CollectFields } from './collect-fields.tsx';
import { DurationField } from './duration-field.tsx';
import { ExclusionFields } from './exclusion-fields.tsx';
import { OptionalFigureField } from './figure-field.tsx';
import { InstantField } from './instant-field.tsx';
import styles from './job-form.module.css';
import { readInput } from './read-input.ts';
import type { TriggerFieldsProps } from './trigger-editor.tsx';
import type { TriggerPart } from './trigger-parts.ts';

/** Those the product begins with; others may be made up. */
export const environments = ['PROD', 'HML', 'TEST'];

/** The fields of one part of a trigger. */
export function TriggerPartFields({ part, ...props }: TriggerFieldsProps & { part: TriggerPart }) {
  const { trigger, problemAt, onChange } = props;
  switch (part) {
    case 'collect':
      return <CollectFields {...props} />;
    case 'exclusions':
      return <ExclusionFields {...props} />;
    case 'bounds':
      return (
        <div className={styles.bounds}>
          {(['startAt', 'endAt'] as const).map((field) => (
            <InstantField
              key={field}
              label={t(field === 'startAt' ? 'job-form.start-at' : 'job-form.end-at')}
              zone={trigger.timezone}
              value={trigger[field] ?? null}
              problem={problemAt(field)}
              onChange={(at) => onChange({ [field]: at })}
            />
          ))}
        </div>
      );
    case 'maxRuns':
      return (
        <OptionalFigureField
          label={t('job-form.max-runs')}
          min={1}
          max={1_000_000_000}
          placeholder={t('job-form.no-limit')}
          value={trigger.maxRuns ?? null}
          problem={problemAt('maxRuns')}
          onChange={(maxRuns) => onChange({ maxRuns })}
        />
      );
    case 'jitter':
      return (
        <DurationField
          label={t('job-form.jitter')}
          min={0}
          max={86_400}
          value={trigger.jitterSeconds ?? 0}
          problem={problemAt('jitterSeconds')}
          onChange={(jitterSeconds) => onChange({ jitterSeconds })}
        />
      );
    case 'name':
      return (
        <TextInput
          label={t('job-form.trigger-name')}
          maxLength={200}
          value={trigger.name ?? ''}
          error={problemAt('name')}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
      );
    case 'input':
      return (
        <Textarea
          label={t('job-form.trigger-input')}
          classNames={{ input: 'mono' }}
          autosize
          minRows={1}
          maxRows={12}
          spellCheck={false}
          placeholder='{"full": true}'
          value={trigger.inputText}
          error={readInput(trigger.inputText).ok ? problemAt('input') : t('job-form.not-json')}
          onChange={(event) => onChange({ inputText: event.currentTarget.value })}
        />
      );
    case 'environment':
      return (
        <Autocomplete
          label={t('job-form.trigger-environment')}
          data={environments}
          value={trigger.environment ?? ''}
          error={problemAt('environment')}
          onChange={(environment) => onChange({ environment })}
        />
      );
  }
}
