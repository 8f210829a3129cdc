import { fromWallClock, toWallClock } from '../../../lib/format/wall-clock.ts';
import { MomentField } from '../../../ui/moment-field.tsx';

interface InstantFieldProps {
  label: string;
  /** Whose clock is read and shown. */
  zone: string;
  value: string | null;
  problem: string | undefined;
  onChange: (value: string | null) => void;
}

/** An instant as the clock of a zone shows it; none while it is empty. */
export function InstantField({ label, zone, value, problem, onChange }: InstantFieldProps) {
  return (
    <MomentField
      label={label}
      isOptional
      value={value === null ? '' : toWallClock(Date.parse(value), zone)}
      error={problem}
      onChange={(text) => {
        const at = fromWallClock(text, zone);
        onChange(at === undefined ? null : new Date(at).toISOString());
      }}
    />
  );
}
