import { ActionIcon, Switch } from '@mantine/core';
import { IconCopy, IconTrash } from '@tabler/icons-react';
import { t } from '../../../lib/messages/messages.ts';
import { describeSchedule } from '../../../lib/schedule-words.ts';
import { ScheduleText } from '../../../ui/schedule-chip.tsx';
import { describeNarrowing } from '../trigger-words.ts';
import styles from './job-form.module.css';
import { asNarrowed, type TriggerDraft } from './trigger-draft.ts';

interface TriggerHeadProps {
  trigger: TriggerDraft;
  nameOfJob: (id: string) => string | undefined;
  isChosen: boolean;
  isFresh: boolean;
  onChoose: () => void;
  onChange: (change: Partial<TriggerDraft>) => void;
  onCopy: () => void;
  onRemove: () => void;
}

/** A trigger in a line: its words, on or off, and what one does with the whole of it. */
export function TriggerHead({ trigger, nameOfJob, isChosen, isFresh, ...on }: TriggerHeadProps) {
  const words = describeSchedule(trigger, Date.now(), nameOfJob);
  const narrowing = isChosen ? [] : describeNarrowing(asNarrowed(trigger), Date.now());
  const name = trigger.name?.trim() ?? '';
  return (
    <div className={styles.triggerHead}>
      <button
        type="button"
        // biome-ignore lint/a11y/noAutofocus: somebody has just asked for it, and goes on in it
        autoFocus={isFresh}
        className={styles.triggerName}
        aria-expanded={isChosen}
        onClick={on.onChoose}
      >
        {name !== '' && <span className={styles.triggerTitle}>{name}</span>}
        <ScheduleText kind={trigger.kind} {...words} />
        {narrowing.length > 0 && <span className={styles.triggerLimits}>{narrowing.join(' · ')}</span>}
      </button>
      {!trigger.enabled && <span className="t3 xs">{t('job-form.off')}</span>}
      <Switch
        size="xs"
        checked={trigger.enabled}
        aria-label={t('job-form.enabled')}
        onChange={(event) => on.onChange({ enabled: event.currentTarget.checked })}
      />
      <ActionIcon aria-label={t('job-form.copy-trigger')} onClick={on.onCopy}>
        <IconCopy size={14} />
      </ActionIcon>
      <ActionIcon aria-label={t('job-form.remove-trigger')} onClick={on.onRemove}>
        <IconTrash size={14} />
      </ActionIcon>
    </div>
  );
}
