import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, Suspense, useEffect } from 'react';
import type { SessionState } from '#contract/auth.ts';
import { transport } from '../../lib/client/api.ts';
import { followChanges, healFailedQueries } from '../../lib/client/live-changes.ts';
import { sessionQuery } from '../../lib/client/session.ts';
import { onSignedOut } from '../../lib/client/signed-out.ts';
import { SignedIn } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { lazyPart } from '../../lib/parts/load-part.ts';
import { ErrorState } from '../../ui/states.tsx';
import styles from './session.module.css';

const LoginScreen = lazyPart(() => import('./login-screen.tsx'));
const SetUpScreen = lazyPart(() => import('./set-up-screen.tsx'));

/** Lets the screens in once somebody is signed in. The address stays what it was, so signing in leads back to it. */
export function SessionGate({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const { data: session, error, refetch } = useQuery(sessionQuery);
  const isSignedIn = session?.state === 'signed-in';

  useEffect(
    () =>
      onSignedOut(() => {
        transport.disconnect();
        queryClient.setQueryData<SessionState>(sessionQuery.queryKey, { state: 'signed-out' });
      }),
    [queryClient],
  );
  useEffect(() => {
    if (!isSignedIn) return;
    const listening = new AbortController();
    transport.connect();
    void followChanges(queryClient, listening.signal);
    const stopHealing = healFailedQueries(queryClient);
    return () => {
      listening.abort();
      stopHealing();
    };
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
  if (session.state === 'signed-in') return <SignedIn value={session}>{children}</SignedIn>;
  const Screen = session.state === 'not-set-up' ? SetUpScreen : LoginScreen;
  return (
    <Suspense fallback={<div className={styles.screen} />}>
      <Screen onDone={enter} />
    </Suspense>
  );
}
