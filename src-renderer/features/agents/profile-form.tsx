import { Button, NumberInput, Select } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Agent } from '#contract/agents.ts';
import type { Profile } from '#contract/profile.ts';
import { client } from '../../lib/client/api.ts';
import { describeError } from '../../lib/client/describe-error.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyDone } from '../../ui/notify.tsx';
import styles from './agents.module.css';

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

/** Changes what the agent may use. What only an administrator may grant is shown to others as it is. */
export function ProfileForm({ agent, onDone }: { agent: Agent; onDone: () => void }) {
  const mayGrant = useMay('agents:grant');
  const [profile, setProfile] = useState<Profile>(agent.profile);
  const set = (change: Partial<Profile>) => setProfile({ ...profile, ...change });
  const save = useMutation({
    mutationFn: () => client.agents.update({ id: agent.id, profile }),
    onSuccess: () => {
      notifyDone(t('agents.limits-saved', { name: agent.name }));
      onDone();
    },
  });
  const problems = save.error === null ? undefined : describeError(save.error);
  const problemOf = (field: keyof Profile): ReactNode =>
    problems?.fields.find(({ path }) => path === `profile.${field}`)?.message;
  return (
    <form
      className={styles.form}
      aria-label={t('agents.limits-edit')}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {figures.map(({ field, min, max, step }) => (
        <NumberInput
          key={field}
          label={t(`agents.profile.${field}`)}
          value={profile[field]}
          min={min}
          max={max}
          step={step}
          allowDecimal={field === 'cpus'}
          allowNegative={false}
          error={problemOf(field)}
          onChange={(value) => typeof value === 'number' && set({ [field]: value })}
        />
      ))}
      <Select
        label={t('agents.profile.isolation')}
        value={profile.isolation}
        error={problemOf('isolation')}
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
        error={problemOf('network')}
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
        error={problemOf('limits')}
        data={[
          { value: 'required', label: t('agents.limits.required') },
          { value: 'best-effort', label: t('agents.limits.best-effort') },
        ]}
        onChange={(value) => set({ limits: value === 'best-effort' ? value : 'required' })}
      />
      {problems?.fields.length === 0 && (
        <p className={styles.formProblem} role="alert">
          {problems.detail}
        </p>
      )}
      <div className={styles.formActions}>
        <Button variant="subtle" onClick={onDone}>
          {t('agents.cancel')}
        </Button>
        <Button type="submit" variant="filled" loading={save.isPending}>
          {t('agents.save')}
        </Button>
      </div>
    </form>
  );
}
