import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { signIn } from '../../lib/client/session.ts';
import { t } from '../../lib/messages/messages.ts';
import { FormProblem } from './form-problem.tsx';
import { SessionFrame } from './session-frame.tsx';

/** Asks who is there. Shown in place of the screen one was at, which is still there afterwards. */
export default function LoginScreen({ onDone }: { onDone: () => Promise<unknown> }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const login = useMutation({ mutationFn: () => signIn({ email: email.trim(), password }), onSuccess: onDone });
  return (
    <SessionFrame title={t('login.title')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          login.mutate();
        }}
      >
        <TextInput
          label={t('login.email')}
          type="email"
          autoComplete="username"
          required
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          mt="md"
          label={t('login.password')}
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" variant="filled" fullWidth mt="lg" loading={login.isPending}>
          {t('login.submit')}
        </Button>
        <FormProblem error={login.error} />
      </form>
    </SessionFrame>
  );
}
