import { NumberInput } from '@mantine/core';
import { nameOfWeekday } from '../../../lib/date-names.ts';
import styles from './job-form.module.css';

interface WholeProps {
  label: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
}

/** A whole number in a sentence. */
export function Whole({ label, value, min, max, onChange }: WholeProps) {
  return (
    <NumberInput
      aria-label={label}
      w={72}
      min={min}
      max={max}
      hideControls
      clampBehavior="strict"
      allowDecimal={false}
      value={value}
      onChange={(next) => typeof next === 'number' && next >= min && onChange(next)}
    />
  );
}

/** Weeks are read from Monday; days are counted as cron does, Sunday is 0. */
export const weekdays: readonly number[] = [1, 2, 3, 4, 5, 6, 0];

interface WeekdaysProps {
  label: string;
  value: readonly number[];
  /** Fewer cannot be chosen: a schedule without a day is none. */
  least: number;
  most: number;
  onChange: (value: readonly number[]) => void;
}

/** Some days of the week, as seven buttons. */
export function Weekdays({ label, value, least, most, onChange }: WeekdaysProps) {
  const toggle = (day: number) => {
    const next = value.includes(day) ? value.filter((each) => each !== day) : [...value, day];
    if (next.length >= least && next.length <= most) onChange(next.sort((a, b) => a - b));
  };
  return (
    <fieldset className={styles.days} aria-label={label}>
      {weekdays.map((day) => (
        <button
          key={day}
          type="button"
          className={styles.day}
          aria-pressed={value.includes(day)}
          aria-label={nameOfWeekday(day, 'long')}
          onClick={() => toggle(day)}
        >
          {nameOfWeekday(day, 'short').slice(0, 2)}
        </button>
      ))}
    </fieldset>
  );
}
