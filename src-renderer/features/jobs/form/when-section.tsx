import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { t } from '../../../lib/messages/messages.ts';
import { FormStep } from './form-step.tsx';
import { newTrigger, type TriggerDraft } from './job-draft.ts';
import styles from './job-form.module.css';
import { TriggerEditor } from './trigger-editor.tsx';
import type { SectionProps } from './what-section.tsx';

/** As many as the contract takes. */
const mostTriggers = 20;

interface WhenSectionProps extends SectionProps {
  /** The trigger that is open, and whose instants are shown. */
  chosen: string | undefined;
  onChoose: (key: string | undefined) => void;
}

/** When it runs: none to twenty triggers. */
export function WhenSection({ draft, onChange, problemAt, chosen, onChoose }: WhenSectionProps) {
  const { triggers } = draft;
  const change = (key: string, part: Partial<TriggerDraft>) =>
    onChange({ triggers: triggers.map((each) => (each.key === key ? { ...each, ...part } : each)) });
  const add = () => {
    const key = crypto.randomUUID();
    const timezone = triggers.at(-1)?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    onChange({ triggers: [...triggers, newTrigger({ timezone, key })] });
    onChoose(key);
  };
  return (
    <FormStep number={2} title={t('job-form.when')} hint={t('job-form.when-hint')}>
      {triggers.map((trigger, index) => (
        <TriggerEditor
          key={trigger.key}
          trigger={trigger}
          problem={problemAt(`triggers.${index}`)}
          isChosen={trigger.key === chosen}
          onChoose={() => onChoose(trigger.key === chosen ? undefined : trigger.key)}
          onChange={(part) => change(trigger.key, part)}
          onRemove={() => onChange({ triggers: triggers.filter(({ key }) => key !== trigger.key) })}
        />
      ))}
      {triggers.length === 0 && <p className="t3 xs">{t('job-form.by-hand')}</p>}
      {triggers.length < mostTriggers && (
        <Button
          variant="subtle"
          className={styles.add ?? ''}
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={add}
        >
          {t('job-form.add-trigger')}
        </Button>
      )}
    </FormStep>
  );
}
