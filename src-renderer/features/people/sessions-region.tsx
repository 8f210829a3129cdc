import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, client } from '../../lib/client/api.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyFailed } from '../../ui/notify.tsx';
import { Region } from '../../ui/page.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { ErrorState, ListSkeleton } from '../../ui/states.tsx';
import styles from './people.module.css';

/** Where I am signed in, and the way to end it there. */
export function SessionsRegion() {
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(api.auth.sessions.queryOptions());
  const end = useMutation({
    mutationFn: (id: string) => client.auth.endSession({ id }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: api.auth.sessions.key() }),
    onError: (failure) => notifyFailed(t('people.end-failed'), failure),
  });
  return (
    <Region title={t('people.sessions')} note={data?.items.length}>
      {error !== null && <ErrorState title={t('people.sessions-unreadable')} error={error} onRetry={refetch} />}
      {data === undefined && error === null && <ListSkeleton rows={2} />}
      {data?.items.length === 0 && <p className="t3 xs">{t('people.no-sessions')}</p>}
      {data !== undefined && data.items.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('people.where')}</th>
                <th scope="col">{t('people.address')}</th>
                <th scope="col">{t('people.last-seen')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('people.end')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((session) => (
                <tr key={session.id}>
                  <td>{session.userAgent ?? t('people.unknown-agent')}</td>
                  <td className="t2">{session.ip}</td>
                  <td className="t2">
                    <RelativeTime at={session.lastSeenAt} />
                  </td>
                  <td>
                    {session.current ? (
                      <b>{t('people.this-one')}</b>
                    ) : (
                      <Button
                        size="xs"
                        loading={end.isPending && end.variables === session.id}
                        onClick={() => end.mutate(session.id)}
                      >
                        {t('people.end')}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Region>
  );
}
