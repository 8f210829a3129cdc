import { Button, Select, Switch } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { User } from '#contract/auth.ts';
import { Role } from '#contract/scopes.ts';
import { api, client } from '../../lib/client/api.ts';
import { useMay, useSession } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyFailed, notifyUndoable } from '../../ui/notify.tsx';
import { Region } from '../../ui/page.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { ErrorState, ListSkeleton } from '../../ui/states.tsx';
import { NewUserDialog } from './new-user-dialog.tsx';
import styles from './people.module.css';

/** Everybody who may sign in here, for administrators. */
export function UsersRegion() {
  const mayWrite = useMay('users:write');
  const [isAdding, setAdding] = useState(false);
  const { data, error, refetch } = useQuery(api.users.list.queryOptions());
  return (
    <Region
      title={t('people.users')}
      note={data?.items.length}
      actions={
        mayWrite && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
            {t('people.new-user')}
          </Button>
        )
      }
    >
      {error !== null && <ErrorState title={t('people.users-unreadable')} error={error} onRetry={refetch} />}
      {data === undefined && error === null && <ListSkeleton rows={3} />}
      {data !== undefined && (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('people.name')}</th>
                <th scope="col">{t('login.email')}</th>
                <th scope="col">{t('people.role')}</th>
                <th scope="col">{t('people.last-login')}</th>
                <th scope="col">{t('people.active')}</th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((user) => (
                <UserRow key={user.id} user={user} mayWrite={mayWrite} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {isAdding && <NewUserDialog onClose={() => setAdding(false)} />}
    </Region>
  );
}

function UserRow({ user, mayWrite }: { user: User; mayWrite: boolean }) {
  const queryClient = useQueryClient();
  const { user: self } = useSession();
  // Nobody can lock themselves out by a slip of the hand.
  const isLocked = !mayWrite || user.id === self.id || user.email === null;
  const change = useMutation({
    mutationFn: (to: { role?: Role; isActive?: boolean }) => client.users.update({ id: user.id, ...to }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: api.users.key() }),
    onError: (error) => notifyFailed(t('people.change-failed', { name: user.name }), error),
  });
  const apply = (to: { role?: Role; isActive?: boolean }) =>
    change.mutate(to, {
      onSuccess: () =>
        notifyUndoable(t('people.changed', { name: user.name }), () =>
          change.mutate({ role: user.role, isActive: user.isActive }),
        ),
    });
  return (
    <tr>
      <td>
        <b>{user.name}</b> {user.id === self.id && <span className="t3">{t('people.you')}</span>}
      </td>
      <td className="t2">{user.email}</td>
      <td>
        {isLocked ? (
          t(`people.role.${user.role}`)
        ) : (
          <Select
            size="xs"
            w={130}
            aria-label={t('people.role-of', { name: user.name })}
            data={Role.options.map((role) => ({ value: role, label: t(`people.role.${role}`) }))}
            value={user.role}
            onChange={(next) => {
              const role = Role.options.find((each) => each === next);
              if (role !== undefined && role !== user.role) apply({ role });
            }}
          />
        )}
      </td>
      <td className="t2">{user.lastLoginAt === null ? t('people.never') : <RelativeTime at={user.lastLoginAt} />}</td>
      <td>
        {isLocked ? (
          t(user.isActive ? 'people.yes' : 'people.no')
        ) : (
          <Switch
            size="xs"
            aria-label={t('people.active-of', { name: user.name })}
            checked={user.isActive}
            onChange={(event) => apply({ isActive: event.currentTarget.checked })}
          />
        )}
      </td>
    </tr>
  );
}
