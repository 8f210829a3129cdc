import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Agent } from '#contract/agents.ts';
import type { Profile } from '#contract/profile.ts';
import { client } from '../../lib/client/api.ts';
import { describeError } from '../../lib/client/describe-error.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyDone } from '../../ui/notify.tsx';
import styles from './agents.module.css';
import { ProfileFields } from './profile-fields.tsx';

/** Changes what the agent may use, from its next run on. */
export function ProfileForm({ agent, onDone }: { agent: Agent; onDone: () => void }) {
  const [profile, setProfile] = useState<Profile>(agent.profile);
  const save = useMutation({
    mutationFn: () => client.agents.update({ id: agent.id, profile }),
    onSuccess: () => {
      notifyDone(t('agents.limits-saved', { name: agent.name }));
      onDone();
    },
  });
  const problems = save.error === null ? undefined : describeError(save.error);
  return (
    <form
      className={styles.form}
      aria-label={t('agents.limits-edit')}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <ProfileFields
        profile={profile}
        problemAt={(field) => problems?.fields.find(({ path }) => path === `profile.${field}`)?.message}
        onChange={setProfile}
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
