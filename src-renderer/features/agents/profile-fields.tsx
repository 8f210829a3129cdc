import { NumberInput, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Profile } from '#contract/profile.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { decimalSeparator } from '../../lib/format/number.ts';
import { t } from '../../lib/messages/messages.ts';

/** The fields that are figures, with the span the core accepts. */
const figures = [
  { field: 'memoryMb', min: 16, max: 1_048_576, step: 64 },
  { field: 'cpus', min: 0.05, max: 256, step: 0.25 },
  { field: 'timeoutSeconds', min: 1, max: 86_400, step: 60 },
  { field: 'pids', min: 4, max: 32_768, step: 16 },
  { field: 'tmpMb', min: 1, max: 65_536, step: 16 },
  { field: 'outMb', min: 1, max: 1_048_576, step: 64 },
  { field: 'killGraceSeconds', min: 0, max: 600, step: 5 },
  { field: 'logCapMb', min: 1, max: 102_400, step: 16 },
] as const;

interface ProfileFieldsProps {
  profile: Profile;
  problemAt: (field: keyof Profile) => ReactNode;
  onChange: (profile: Profile) => void;
}

/** What an agent may use. What only an administrator may grant is shown to others as it is. */
export function ProfileFields({ profile, problemAt, onChange }: ProfileFieldsProps) {
  const mayGrant = useMay('agents:grant');
  const set = (change: Partial<Profile>) => onChange({ ...profile, ...change });
  return (
    <>
      {figures.map(({ field, min, max, step }) => (
        <NumberInput
          key={field}
          label={t(`agents.profile.${field}`)}
          value={profile[field]}
          min={min}
          max={max}
          step={step}
          allowDecimal={field === 'cpus'}
          decimalSeparator={decimalSeparator()}
          allowNegative={false}
          error={problemAt(field)}
          onChange={(value) => typeof value === 'number' && set({ [field]: value })}
        />
      ))}
      <Select
        label={t('agents.profile.isolation')}
        value={profile.isolation}
        error={problemAt('isolation')}
        data={[
          { value: 'container', label: t('agents.isolation.container') },
          { value: 'any', label: t('agents.isolation.any') },
        ]}
        onChange={(value) => set({ isolation: value === 'any' ? 'any' : 'container' })}
      />
      <Select
        label={t('agents.profile.network')}
        description={mayGrant ? undefined : t('agents.grant-needed')}
        disabled={!mayGrant}
        value={profile.network}
        error={problemAt('network')}
        data={[
          { value: 'none', label: t('agents.network.none') },
          { value: 'lan', label: t('agents.network.lan') },
          { value: 'full', label: t('agents.network.full') },
        ]}
        onChange={(value) => set({ network: value === 'lan' || value === 'full' ? value : 'none' })}
      />
      <Select
        label={t('agents.profile.limits')}
        description={mayGrant ? undefined : t('agents.grant-needed')}
        disabled={!mayGrant}
        value={profile.limits}
        error={problemAt('limits')}
        data={[
          { value: 'required', label: t('agents.limits.required') },
          { value: 'best-effort', label: t('agents.limits.best-effort') },
        ]}
        onChange={(value) => set({ limits: value === 'best-effort' ? value : 'required' })}
      />
    </>
  );
}
