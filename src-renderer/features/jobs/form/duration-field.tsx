import { Autocomplete } from '@mantine/core';
import { formatSpan } from '../../../lib/format/duration.ts';
import { readDuration } from '../../../lib/format/read-duration.ts';
import { t } from '../../../lib/messages/messages.ts';
import { useFault } from '../../../ui/field-faults.tsx';
import { useTyped } from '../../../ui/use-typed.ts';

interface FieldProps {
  label: string;
  /** In seconds, as all of these. */
  min: number;
  max: number;
  problem: string | undefined;
  /** Spans offered to choose from. */
  choices?: readonly number[];
  /** Parts of a second mean something. */
  isExact?: boolean;
}

interface DurationFieldProps extends FieldProps {
  value: number;
  onChange: (seconds: number) => void;
}

/** How long, with its unit: 30 s, 5 min, 1 h 30 min. What is not understood is refused and leaves the value as it was. */
export function DurationField({ value, onChange, ...field }: DurationFieldProps) {
  return <SpanField {...field} value={value} onChange={(seconds) => seconds !== null && onChange(seconds)} />;
}

interface OptionalDurationFieldProps extends FieldProps {
  value: number | null;
  /** What holds while the field is empty. */
  placeholder: string;
  onChange: (seconds: number | null) => void;
}

/** How long, or nothing. */
export function OptionalDurationField(props: OptionalDurationFieldProps) {
  return <SpanField {...props} />;
}

function SpanField(props: FieldProps & Omit<OptionalDurationFieldProps, 'placeholder'> & { placeholder?: string }) {
  const { label, value, min, max, problem, placeholder, choices = [], isExact = false, onChange } = props;
  const { text, type, tidy } = useTyped(value, (seconds) => (seconds === null ? '' : formatSpan(seconds)));
  const read = (input: string): { seconds: number | null } | { fault: string } => {
    if (input.trim() === '' && placeholder !== undefined) return { seconds: null };
    const seconds = readDuration(input);
    if (seconds === undefined || !(isExact || Number.isInteger(seconds))) return { fault: t('job-form.not-duration') };
    if (seconds >= min && seconds <= max) return { seconds };
    return { fault: t('job-form.out-of-range', { from: formatSpan(min), to: formatSpan(max) }) };
  };
  const now = read(text);
  const fault = 'fault' in now ? now.fault : undefined;
  useFault(label, fault !== undefined);
  return (
    <Autocomplete
      label={label}
      {...(placeholder !== undefined && { placeholder })}
      data={choices.map(formatSpan)}
      filter={({ options }) => options}
      spellCheck={false}
      autoComplete="off"
      value={text}
      error={fault ?? problem}
      onChange={(next) => {
        const taken = read(next);
        type(next, 'fault' in taken ? value : taken.seconds);
        if ('seconds' in taken && taken.seconds !== value) onChange(taken.seconds);
      }}
      onBlur={() => fault === undefined && tidy()}
    />
  );
}
