import { NumberInput } from '@mantine/core';

interface FigureFieldProps {
  label: string;
  value: number;
  min: number;
  max: number;
  problem: string | undefined;
  onChange: (value: number) => void;
}

/** A whole number with a label. */
export function FigureField({ problem, onChange, ...field }: FigureFieldProps) {
  return (
    <NumberInput
      {...field}
      hideControls
      clampBehavior="blur"
      allowDecimal={false}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      error={problem}
      onChange={(next) => typeof next === 'number' && onChange(next)}
    />
  );
}

interface OptionalFigureFieldProps extends Omit<FigureFieldProps, 'value' | 'onChange'> {
  value: number | null;
  /** What holds while the field is empty. */
  placeholder: string;
  onChange: (value: number | null) => void;
}

/** A whole number that may be left out. */
export function OptionalFigureField({ problem, value, onChange, ...field }: OptionalFigureFieldProps) {
  return (
    <NumberInput
      {...field}
      hideControls
      clampBehavior="blur"
      allowDecimal={false}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={value ?? ''}
      error={problem}
      onChange={(next) => onChange(typeof next === 'number' ? next : null)}
    />
  );
}
