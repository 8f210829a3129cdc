import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { describeError } from '../../lib/client/describe-error.ts';
import { setUp } from '../../lib/client/session.ts';
import { t } from '../../lib/messages/messages.ts';
import { FormProblem } from './form-problem.tsx';
import { SessionFrame } from './session-frame.tsx';

/** The first person at a new server makes themselves its administrator, with the link it printed when it started. */
export default function SetUpScreen({ onDone }: { onDone: () => Promise<unknown> }) {
  const [token, setToken] = useState(tokenInAddress);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const register = useMutation({
    mutationFn: () =>
      setUp({
        setupToken: token.trim(),
        email: email.trim(),
        password,
        ...(name.trim() !== '' && { name: name.trim() }),
      }),
    onSuccess: () => {
      // The token is used up; neither the address bar nor the history should keep it.
      history.replaceState(null, '', '#/');
      return onDone();
    },
  });
  const fields = register.error === null ? [] : describeError(register.error).fields;
  // The core says what is wrong with a field as a sentence without its subject.
  const problemOf = (path: string, label: string) => {
    const problem = fields.find((field) => field.path === path);
    return problem && `${label} ${problem.message}`;
  };
  return (
    <SessionFrame title={t('setup.title')} text={t('setup.text')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          register.mutate();
        }}
      >
        {tokenInAddress() === '' && (
          <TextInput
            mb="md"
            label={t('setup.token')}
            description={t('setup.token-help')}
            required
            value={token}
            error={problemOf('setupToken', t('setup.token'))}
            onChange={(event) => setToken(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={t('setup.name')}
          autoComplete="name"
          value={name}
          error={problemOf('name', t('setup.name'))}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          mt="md"
          label={t('login.email')}
          type="email"
          autoComplete="username"
          required
          value={email}
          error={problemOf('email', t('login.email'))}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          mt="md"
          label={t('login.password')}
          description={t('setup.password-help')}
          autoComplete="new-password"
          required
          minLength={12}
          value={password}
          error={problemOf('password', t('login.password'))}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" variant="filled" fullWidth mt="lg" loading={register.isPending}>
          {t('setup.submit')}
        </Button>
        {fields.length === 0 && <FormProblem error={register.error} />}
      </form>
    </SessionFrame>
  );
}

/** The token of `#/set-up?token=…`; in the hash, so that it is never sent with a request for a page. */
function tokenInAddress(): string {
  return new URLSearchParams(location.hash.split('?')[1]).get('token') ?? '';
}
