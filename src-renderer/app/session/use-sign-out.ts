import { useQueryClient } from '@tanstack/react-query';
import type { SessionState } from '#contract/auth.ts';
import { sessionQuery, signOut } from '../../lib/client/session.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyFailed } from '../../ui/notify.tsx';

/** Ends the session here and on the server; the sign-in takes the place of the screen. */
export function useSignOut(): () => void {
  const queryClient = useQueryClient();
  return () =>
    void signOut().then(
      () => queryClient.setQueryData<SessionState>(sessionQuery.queryKey, { state: 'signed-out' }),
      (error: unknown) => notifyFailed(t('session.sign-out-failed'), error),
    );
}
