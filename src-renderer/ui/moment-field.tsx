import { Input } from '@mantine/core';
import { useId } from 'react';
import { t } from '../lib/messages/messages.ts';
import { ClockField } from './clock-field.tsx';
import { DayField } from './day-field.tsx';
import styles from './moment-field.module.css';

interface MomentFieldProps {
  label: string;
  /** The label is for those who hear the page alone. */
  isLabelHidden?: boolean;
  /** A wall clock: 2026-11-20T08:30; empty for none. */
  value: string;
  onChange: (value: string) => void;
  isOptional?: boolean;
  isInPopover?: boolean;
  size?: 'xs' | 'sm';
  error?: string | undefined;
}

/** A day and the time of it. */
export function MomentField(props: MomentFieldProps) {
  const { label, isLabelHidden = false, value, onChange, isOptional = false, isInPopover = false } = props;
  const { size = 'sm', error } = props;
  const id = useId();
  const [day = '', clock = ''] = value.split('T');
  const field = { size, isOptional, isWrong: error !== undefined };
  return (
    <Input.Wrapper
      {...(!isLabelHidden && { label })}
      labelElement="div"
      id={id}
      error={error}
      inputWrapperOrder={['label', 'input', 'error']}
    >
      <fieldset className={styles.moment} aria-label={label}>
        <DayField
          {...field}
          isInPopover={isInPopover}
          label={t('moment-field.day', { label })}
          value={day}
          onChange={(next) => onChange(next === '' ? '' : `${next}T${clock === '' ? '00:00' : clock}`)}
        />
        <ClockField
          {...field}
          label={t('moment-field.clock', { label })}
          value={clock}
          isOptional={isOptional || day === ''}
          onChange={(next) => day !== '' && next !== '' && onChange(`${day}T${next}`)}
        />
      </fieldset>
    </Input.Wrapper>
  );
}
