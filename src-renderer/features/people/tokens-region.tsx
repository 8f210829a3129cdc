import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Token } from '#contract/auth.ts';
import { api, client } from '../../lib/client/api.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { locale, t } from '../../lib/messages/messages.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.tsx';
import { Region } from '../../ui/page.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { ErrorState, ListSkeleton } from '../../ui/states.tsx';
import { NewTokenDialog } from './new-token-dialog.tsx';
import styles from './people.module.css';

/** My API tokens: what each may do, when it was last used, and how to end it. */
export function TokensRegion() {
  const mayWrite = useMay('tokens:write');
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(api.tokens.list.queryOptions());
  const [isAdding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Token>();
  const revoke = useMutation({
    mutationFn: (token: Token) => client.tokens.revoke({ id: token.id }),
    onSuccess: (_nothing, token) => notifyDone(t('people.revoked', { name: token.name })),
    onError: (failure) => notifyFailed(t('people.revoke-failed'), failure),
    onSettled: () => {
      setEnding(undefined);
      return queryClient.invalidateQueries({ queryKey: api.tokens.key() });
    },
  });
  return (
    <Region
      title={t('people.tokens')}
      note={data?.items.length}
      actions={
        mayWrite && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
            {t('people.new-token')}
          </Button>
        )
      }
    >
      {error !== null && <ErrorState title={t('people.tokens-unreadable')} error={error} onRetry={refetch} />}
      {data === undefined && error === null && <ListSkeleton rows={2} />}
      {data?.items.length === 0 && <p className="t3 xs">{t('people.no-tokens')}</p>}
      {data !== undefined && data.items.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('people.name')}</th>
                <th scope="col">{t('people.begins')}</th>
                <th scope="col">{t('people.scopes')}</th>
                <th scope="col">{t('people.last-used')}</th>
                <th scope="col">{t('people.ends')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('people.revoke')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((token) => (
                <tr key={token.id}>
                  <td>
                    <b>{token.name}</b>
                  </td>
                  <td>
                    <code>{token.prefix}…</code>
                  </td>
                  <td className="t2">{token.scopes.join(', ')}</td>
                  <td className="t2">
                    {token.lastUsedAt === null ? t('people.never') : <RelativeTime at={token.lastUsedAt} />}
                  </td>
                  <td className="t2">
                    {token.expiresAt === null
                      ? t('people.no-end')
                      : new Date(token.expiresAt).toLocaleDateString(locale())}
                  </td>
                  <td>
                    {mayWrite && (
                      <Button
                        size="xs"
                        onClick={() => setEnding(token)}
                        aria-label={t('people.revoke-of', { name: token.name })}
                      >
                        {t('people.revoke')}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {isAdding && <NewTokenDialog onClose={() => setAdding(false)} />}
      <ConfirmDialog
        isOpen={ending !== undefined}
        title={t('people.revoke-title', { name: ending?.name ?? '' })}
        confirmLabel={t('people.revoke')}
        cancelLabel={t('people.keep')}
        isBusy={revoke.isPending}
        onConfirm={() => ending !== undefined && revoke.mutate(ending)}
        onCancel={() => setEnding(undefined)}
      >
        {t('people.revoke-text')}
      </ConfirmDialog>
    </Region>
  );
}
