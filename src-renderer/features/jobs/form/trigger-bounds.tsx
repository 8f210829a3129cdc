import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { t } from '../../../lib/messages/messages.ts';
import type { TriggerDraft } from './job-draft.ts';
import styles from './job-form.module.css';

interface TriggerBoundsProps {
  trigger: TriggerDraft;
  zones: readonly string[];
  onChange: (change: Partial<TriggerDraft>) => void;
}

/** In which zone a trigger reads the clock, from when to when it holds, and how often at most. */
export function TriggerBounds({ trigger, zones, onChange }: TriggerBoundsProps) {
  const [isBounded, setBounded] = useState((trigger.startAt ?? trigger.endAt ?? null) !== null);
  const [isCounted, setCounted] = useState((trigger.maxRuns ?? null) !== null);
  return (
    <div className={styles.bounds}>
      <Select
        label={t('job-form.zone')}
        w={210}
        searchable
        limit={60}
        data={zones.includes(trigger.timezone) ? [...zones] : [trigger.timezone, ...zones]}
        value={trigger.timezone}
        onChange={(timezone) => timezone !== null && onChange({ timezone })}
      />
      {isBounded && (
        <>
          <Moment
            label={t('job-form.start-at')}
            value={trigger.startAt ?? null}
            onChange={(startAt) => onChange({ startAt })}
          />
          <Moment
            label={t('job-form.end-at')}
            value={trigger.endAt ?? null}
            onChange={(endAt) => onChange({ endAt })}
          />
        </>
      )}
      {isCounted && (
        <NumberInput
          label={t('job-form.max-runs')}
          w={120}
          min={1}
          allowDecimal={false}
          value={trigger.maxRuns ?? ''}
          onChange={(value) => onChange({ maxRuns: typeof value === 'number' && value >= 1 ? value : null })}
        />
      )}
      {!isBounded && trigger.kind !== 'once' && (
        <Button variant="subtle" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setBounded(true)}>
          {t('job-form.add-bounds')}
        </Button>
      )}
      {!isCounted && trigger.kind !== 'once' && (
        <Button variant="subtle" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setCounted(true)}>
          {t('job-form.add-max-runs')}
        </Button>
      )}
    </div>
  );
}

interface MomentProps {
  label: string;
  value: string | null;
  onChange: (value: string | null) => void;
}

/** An instant, read and shown on the viewer's clock. */
function Moment({ label, value, onChange }: MomentProps) {
  return (
    <TextInput
      type="datetime-local"
      label={label}
      w={190}
      value={value === null ? '' : toLocal(Date.parse(value))}
      onChange={(event) => {
        const at = new Date(event.currentTarget.value);
        onChange(Number.isNaN(at.getTime()) ? null : at.toISOString());
      }}
    />
  );
}

function toLocal(at: number): string {
  // The Swedish way of writing a moment is ISO 8601 but for the letter between its parts.
  return new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'short' }).format(at).replace(' ', 'T');
}
