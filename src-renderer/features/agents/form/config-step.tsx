import { Textarea } from '@mantine/core';
import { t } from '../../../lib/messages/messages.ts';
import { FormStep } from '../../../ui/form-step.tsx';
import { readConfig } from './agent-draft.ts';
import styles from './agent-form.module.css';
import type { AgentStepProps } from './agent-form.tsx';

/** What every run of it is told besides its input. */
export function ConfigStep({ draft, problemAt, onChange }: AgentStepProps) {
  return (
    <FormStep number={3} title={t('agents.config')} hint={t('agent-form.config-hint')} columns={2}>
      <Textarea
        className={styles.wide}
        classNames={{ input: 'mono' }}
        label={t('agent-form.config')}
        description={t('agent-form.config-help')}
        placeholder='{"currency": "EUR"}'
        autosize
        minRows={2}
        maxRows={16}
        spellCheck={false}
        value={draft.configText}
        error={readConfig(draft.configText).problem ?? problemAt('config')}
        onChange={(event) => onChange({ configText: event.currentTarget.value })}
      />
    </FormStep>
  );
}
