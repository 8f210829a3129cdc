import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { transport } from '../../lib/client/api.ts';
import { t } from '../../lib/messages/messages.ts';
import styles from './shell.module.css';

const { connection, kind } = transport;

/** Says that what is on the screen may be old, for as long as the core does not answer. */
export function OfflineBar() {
  const state = useSyncExternalStore(connection.subscribe, connection.state);
  if (state !== 'offline') return null;
  return (
    <div className={styles.offline} role="status">
      <IconPlugConnectedX size={16} aria-hidden />
      <span className="grow">{t(kind === 'window' ? 'offline.window' : 'offline.browser')}</span>
      {kind === 'window' && (
        <Button size="xs" onClick={() => location.reload()}>
          {t('action.reload')}
        </Button>
      )}
    </div>
  );
}
