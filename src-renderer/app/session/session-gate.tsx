import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { transport } from '../../lib/client/api.ts';
import { followChanges } from '../../lib/client/live-changes.ts';
import { type Session, sessionQuery } from '../../lib/client/session.ts';
import { onSignedOut } from '../../lib/client/signed-out.ts';
import { t } from '../../lib/messages/messages.ts';
import { ErrorState } from '../../ui/states.tsx';
import { LoginScreen } from './login-screen.tsx';
import styles from './session.module.css';
import { SetUpScreen } from './set-up-screen.tsx';

/** Lets the screens in once somebody is signed in. The address stays what it was, so signing in leads back to it. */
export function SessionGate({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const { data: session, error, refetch } = useQuery(sessionQuery);
  const isSignedIn = session?.state === 'signed-in';

  useEffect(
    () =>
      onSignedOut(() => {
        transport.disconnect();
        queryClient.setQueryData<Session>(sessionQuery.queryKey, { state: 'signed-out' });
      }),
    [queryClient],
  );
  useEffect(() => {
    if (!isSignedIn) return;
    const listening = new AbortController();
    transport.connect();
    void followChanges(queryClient, listening.signal);
    return () => listening.abort();
  }, [isSignedIn, queryClient]);

  if (session === undefined) {
    return (
      <div className={styles.screen}>
        {error !== null && <ErrorState title={t('session.unreachable')} error={error} onRetry={refetch} />}
      </div>
    );
  }
  // What one person saw must not flash up before the next one.
  const enter = () => {
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
    return refetch();
  };
  if (session.state === 'not-set-up') return <SetUpScreen onDone={enter} />;
  if (session.state === 'signed-out') return <LoginScreen onDone={enter} />;
  return children;
}
