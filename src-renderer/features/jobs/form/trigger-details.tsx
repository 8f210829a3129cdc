import { ActionIcon } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { t } from '../../../lib/messages/messages.ts';
import styles from './job-form.module.css';
import { Problem } from './problem.tsx';
import type { TriggerFieldsProps } from './trigger-editor.tsx';
import { TriggerPartFields } from './trigger-part-fields.tsx';
import { fieldsOf, isUsed, needsZone, partsFor, type TriggerPart, withoutPart } from './trigger-parts.ts';
import { ZoneField } from './zone-field.tsx';

/** In which zone a trigger is read, and whatever else narrows it: each part is there once it is asked for. */
export function TriggerDetails({ trigger, problemAt, onChange }: TriggerFieldsProps) {
  const [asked, setAsked] = useState<ReadonlySet<TriggerPart>>(new Set());
  const parts = partsFor(trigger);
  const hasProblem = (part: TriggerPart) => fieldsOf[part].some((field) => problemAt(field) !== undefined);
  const open = parts.filter((part) => asked.has(part) || isUsed(part, trigger) || hasProblem(part));
  const closed = parts.filter((part) => !open.includes(part));
  const leaveOut = (part: TriggerPart) => {
    setAsked(new Set([...asked].filter((each) => each !== part)));
    onChange(withoutPart[part]);
  };
  return (
    <div className={styles.details}>
      {needsZone(trigger) ? (
        <ZoneField
          value={trigger.timezone}
          problem={problemAt('timezone')}
          onChange={(timezone) => onChange({ timezone })}
        />
      ) : (
        <Problem>{problemAt('timezone')}</Problem>
      )}
      {open.map((part) => (
        <div key={part} className={styles.part}>
          <div className={styles.grow}>
            <TriggerPartFields part={part} trigger={trigger} problemAt={problemAt} onChange={onChange} />
          </div>
          <ActionIcon
            aria-label={t('job-form.leave-out', { what: t(`job-form.part.${part}`) })}
            onClick={() => leaveOut(part)}
          >
            <IconX size={14} />
          </ActionIcon>
        </div>
      ))}
      {closed.length > 0 && (
        <fieldset className={styles.chips} aria-label={t('job-form.parts')}>
          {closed.map((part) => (
            <button
              key={part}
              type="button"
              className={styles.chip}
              onClick={() => setAsked(new Set([...asked, part]))}
            >
              <IconPlus size={12} aria-hidden /> {t(`job-form.part.${part}`)}
            </button>
          ))}
        </fieldset>
      )}
    </div>
  );
}
