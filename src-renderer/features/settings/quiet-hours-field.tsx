import { Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { QuietHours } from '#contract/window.ts';
import { t } from '../../lib/messages/messages.ts';
import styles from './settings.module.css';

interface QuietHoursFieldProps {
  quietHours: QuietHours;
  onChange: (quietHours: QuietHours) => void;
}

/** The time of day in which nothing pops up; what happened then is told in one when it is over. */
export function QuietHoursField({ quietHours, onChange }: QuietHoursFieldProps) {
  const { isOn, from, to } = quietHours;
  return (
    <div className={styles.fields}>
      <Switch
        size="xs"
        label={t('settings.quiet-hours')}
        checked={isOn}
        onChange={(event) => onChange({ ...quietHours, isOn: event.currentTarget.checked })}
      />
      <TimeField
        label={t('settings.quiet-from')}
        value={from}
        onSet={(time) => onChange({ ...quietHours, from: time })}
      />
      <TimeField label={t('settings.quiet-to')} value={to} onSet={(time) => onChange({ ...quietHours, to: time })} />
    </div>
  );
}

/** Set when it is left: while one types a time it is another one at every key. */
function TimeField({ label, value, onSet }: { label: string; value: string; onSet: (time: string) => void }) {
  const [typed, setTyped] = useState<string>();
  const leave = () => {
    if (typed !== undefined && typed !== '' && typed !== value) onSet(typed);
    setTyped(undefined);
  };
  return (
    <TextInput
      type="time"
      w={110}
      label={label}
      value={typed ?? value}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={leave}
    />
  );
}
