import { Button, Group, Modal, PasswordInput, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Role } from '#contract/scopes.ts';
import { api, client } from '../../lib/client/api.ts';
import { describeError } from '../../lib/client/describe-error.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyDone } from '../../ui/notify.tsx';
import styles from './people.module.css';

/** Somebody new: their address, a first password to hand over, and what they may do. */
export function NewUserDialog({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<Role>('user');
  const create = useMutation({
    mutationFn: () =>
      client.users.create({ email: email.trim(), password, role, ...(name.trim() !== '' && { name: name.trim() }) }),
    onSuccess: async (user) => {
      onClose();
      notifyDone(t('people.created', { name: user.name }));
      await queryClient.invalidateQueries({ queryKey: api.users.key() });
    },
  });
  const failure = create.error === null ? undefined : describeError(create.error);
  const problemOf = (path: string) => failure?.fields.find((field) => field.path === path)?.message;
  return (
    <Modal opened onClose={onClose} title={t('people.new-user')} size={420} withCloseButton={false}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextInput
          data-autofocus
          type="email"
          required
          label={t('login.email')}
          value={email}
          error={problemOf('email')}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <TextInput
          label={t('setup.name')}
          value={name}
          error={problemOf('name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PasswordInput
          required
          minLength={12}
          autoComplete="new-password"
          label={t('people.first-password')}
          description={t('setup.password-help')}
          value={password}
          error={problemOf('password')}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Select
          label={t('people.role')}
          description={t(`people.role-text.${role}`)}
          data={Role.options.map((each) => ({ value: each, label: t(`people.role.${each}`) }))}
          value={role}
          onChange={(next) => setRole(Role.options.find((each) => each === next) ?? 'user')}
        />
        {failure !== undefined && failure.fields.length === 0 && <p role="alert">{failure.detail}</p>}
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="subtle" onClick={onClose}>
            {t('people.not-now')}
          </Button>
          <Button type="submit" variant="filled" loading={create.isPending}>
            {t('people.new-user')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
