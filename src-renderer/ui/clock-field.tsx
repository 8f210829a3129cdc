import { TextInput } from '@mantine/core';
import { readClock } from '../lib/format/read-clock.ts';
import { t } from '../lib/messages/messages.ts';
import { useFault } from './field-faults.tsx';
import { useTyped } from './use-typed.ts';

interface ClockFieldProps {
  label: string;
  /** 08:30; empty for none. */
  value: string;
  onChange: (value: string) => void;
  /** May be left empty. */
  isOptional?: boolean;
  size?: 'xs' | 'sm';
  /** Something else is wrong with it, and said elsewhere. */
  isWrong?: boolean;
}

/** A time of day of 24 hours, as clocks are shown everywhere here. The label is for those who hear the page. */
export function ClockField({ label, value, onChange, isOptional = false, size = 'sm', isWrong }: ClockFieldProps) {
  const { text, type, tidy } = useTyped(value, (clock) => clock);
  const read = (input: string) => (isOptional && input.trim() === '' ? '' : readClock(input));
  const isFaulty = read(text) === undefined;
  useFault(label, isFaulty);
  return (
    <TextInput
      aria-label={label}
      size={size}
      w={72}
      classNames={{ input: 'figures' }}
      inputMode="numeric"
      placeholder="00:00"
      autoComplete="off"
      spellCheck={false}
      value={text}
      error={isFaulty ? t('clock-field.range') : isWrong}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        const clock = read(typed);
        type(typed, clock ?? value);
        if (clock !== undefined && clock !== value) onChange(clock);
      }}
      onBlur={() => !isFaulty && tidy()}
    />
  );
}
