import { ActionIcon, Button, Checkbox, CopyButton, Group, Modal, Select, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Scope } from '#contract/scopes.ts';
import { api, client } from '../../lib/client/api.ts';
import { describeError } from '../../lib/client/describe-error.ts';
import { useSession } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import styles from './people.module.css';

const lives = ['30', '90', '365', 'none'] as const;
const dayMs = 86_400_000;

/** A token for a program: nothing it may do that its maker may not; its secret is shown this once. */
export function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const { scopes: own } = useSession();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>([]);
  const [life, setLife] = useState<(typeof lives)[number]>('90');
  const create = useMutation({
    mutationFn: () =>
      client.tokens.create({
        name: name.trim(),
        scopes: [...scopes],
        ...(life !== 'none' && { expiresAt: new Date(Date.now() + Number(life) * dayMs).toISOString() }),
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: api.tokens.key() }),
  });
  const toggle = (scope: Scope) =>
    setScopes(scopes.includes(scope) ? scopes.filter((each) => each !== scope) : [...scopes, scope]);
  if (create.data !== undefined) return <Secret secret={create.data.secret} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={t('people.new-token')} size={480} withCloseButton={false}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextInput
          data-autofocus
          required
          label={t('people.name')}
          description={t('people.token-name-help')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <fieldset style={{ border: 0, padding: 0, margin: 0, marginTop: 12 }}>
          <legend className="xs t2">{t('people.scopes')}</legend>
          <div className={styles.scopes}>
            {own.map((scope) => (
              <Checkbox key={scope} label={scope} checked={scopes.includes(scope)} onChange={() => toggle(scope)} />
            ))}
          </div>
        </fieldset>
        <Select
          label={t('people.ends')}
          data={lives.map((value) => ({ value, label: t(`people.life.${value}`) }))}
          value={life}
          onChange={(next) => setLife(lives.find((each) => each === next) ?? '90')}
        />
        {create.error !== null && <p role="alert">{describeError(create.error).detail}</p>}
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="subtle" onClick={onClose}>
            {t('people.not-now')}
          </Button>
          <Button
            type="submit"
            variant="filled"
            disabled={name.trim() === '' || scopes.length === 0}
            loading={create.isPending}
          >
            {t('people.new-token')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    // A click beside it must not lose what is never shown again.
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      title={t('people.secret')}
      size={480}
      withCloseButton={false}
    >
      <p>{t('people.secret-text')}</p>
      <div className={styles.secret}>
        <code className="grow">{secret}</code>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <ActionIcon onClick={copy} aria-label={t('action.copy')}>
              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            </ActionIcon>
          )}
        </CopyButton>
      </div>
      <Group justify="flex-end" mt="lg">
        <Button variant="filled" onClick={onClose}>
          {t('people.secret-kept')}
        </Button>
      </Group>
    </Modal>
  );
}
