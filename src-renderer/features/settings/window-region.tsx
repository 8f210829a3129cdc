import { Checkbox, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { noticeKinds, type WindowSettings } from '#contract/window.ts';
import { api } from '../../lib/client/api.ts';
import { t } from '../../lib/messages/messages.ts';
import { notifyFailed } from '../../ui/notify.tsx';
import { Region } from '../../ui/page.tsx';
import { ErrorState, ListSkeleton } from '../../ui/states.tsx';
import { QuietHoursField } from './quiet-hours-field.tsx';
import styles from './settings.module.css';

/** What belongs to the desktop application on this machine; only for the page inside of its window. */
export function WindowRegion() {
  const { data, error, refetch } = useQuery(api.window.settings.queryOptions());
  return (
    <Region title={t('settings.window')} note={t('settings.this-device')}>
      {error !== null && (
        <ErrorState title={t('settings.window-unreadable')} error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && <ListSkeleton rows={2} />}
      {data !== undefined && <Fields settings={data} />}
    </Region>
  );
}

function Fields({ settings }: { settings: WindowSettings }) {
  const queryClient = useQueryClient();
  const { mutate } = useMutation(
    api.window.change.mutationOptions({
      onSuccess: (changed) => queryClient.setQueryData(api.window.settings.queryKey(), changed),
      onError: (error) => notifyFailed(t('settings.not-changed'), error),
    }),
  );
  const { startAtLogin, keepInTray, quietHours, notifyOf } = settings;
  return (
    <div className={styles.stack}>
      <Switch
        size="xs"
        label={t('settings.start-at-login')}
        checked={startAtLogin}
        onChange={(event) => mutate({ startAtLogin: event.currentTarget.checked })}
      />
      <Switch
        size="xs"
        label={t('settings.keep-in-tray')}
        description={keepInTray === null ? t('settings.keep-in-tray-asked') : undefined}
        checked={keepInTray === true}
        onChange={(event) => mutate({ keepInTray: event.currentTarget.checked })}
      />
      <Checkbox.Group
        label={t('settings.notify-of')}
        value={notifyOf}
        onChange={(kinds) => mutate({ notifyOf: noticeKinds.filter((kind) => kinds.includes(kind)) })}
      >
        <div className={styles.group}>
          {noticeKinds.map((kind) => (
            <Checkbox key={kind} size="xs" value={kind} label={t(`settings.notify-of.${kind}`)} />
          ))}
        </div>
      </Checkbox.Group>
      <QuietHoursField quietHours={quietHours} onChange={(changed) => mutate({ quietHours: changed })} />
    </div>
  );
}
