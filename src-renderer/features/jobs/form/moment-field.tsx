import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { fromWallClock, toWallClock } from './wall-clock.ts';

interface MomentFieldProps {
  label: string;
  /** Whose clock is read and shown. */
  zone: string;
  value: string | null;
  problem: string | undefined;
  onChange: (value: string | null) => void;
}

/** An instant as the clock of a zone shows it. */
export function MomentField({ label, zone, value, problem, onChange }: MomentFieldProps) {
  // What is being typed is no moment yet; it must not be taken away.
  const [typed, setTyped] = useState<string>();
  const written = value === null ? '' : toWallClock(Date.parse(value), zone);
  return (
    <TextInput
      type="datetime-local"
      label={label}
      w={210}
      value={typed ?? written}
      error={problem}
      onChange={(event) => {
        const text = event.currentTarget.value;
        const at = fromWallClock(text, zone);
        setTyped(at === undefined ? text : undefined);
        onChange(at === undefined ? null : new Date(at).toISOString());
      }}
    />
  );
}
