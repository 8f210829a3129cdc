import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, client } from '../../lib/client/api.ts';
import { describeError } from '../../lib/client/describe-error.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Region } from '../../ui/page.tsx';
import styles from './people.module.css';

/** Changes my own password; every other session ends with it. */
export function PasswordRegion() {
  const queryClient = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () => client.auth.changePassword({ currentPassword: current, newPassword: next }),
    onSuccess: async () => {
      setCurrent('');
      setNext('');
      notifyDone(t('people.password-changed'));
      await queryClient.invalidateQueries({ queryKey: api.auth.sessions.key() });
    },
  });
  const failure = change.error === null ? undefined : describeError(change.error);
  const problemOf = (path: string) => failure?.fields.find((field) => field.path === path)?.message;
  return (
    <Region title={t('people.password')} note={t('people.password-note')}>
      <form
        className={`${styles.form} ${styles.narrow}`}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <PasswordInput
          required
          autoComplete="current-password"
          label={t('people.current-password')}
          value={current}
          error={problemOf('currentPassword')}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          required
          minLength={12}
          autoComplete="new-password"
          label={t('people.new-password')}
          description={t('setup.password-help')}
          value={next}
          error={problemOf('newPassword')}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        {failure !== undefined && failure.fields.length === 0 && <p role="alert">{failure.detail}</p>}
        <Button type="submit" disabled={current === '' || next === ''} loading={change.isPending}>
          {t('people.change-password')}
        </Button>
      </form>
    </Region>
  );
}
