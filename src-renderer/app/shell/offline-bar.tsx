import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { transport } from '../../lib/client/api.ts';
import { formatClock } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import styles from './shell.module.css';
import { useOffline } from './use-offline.ts';

/** Says from when what is on the screen is, for as long as the core does not answer. */
export function OfflineBar() {
  const { kind } = transport;
  const offlineSince = useOffline();
  if (offlineSince === undefined) return null;
  const since = formatClock(offlineSince);
  return (
    <div className={styles.offline} role="status">
      <IconPlugConnectedX size={16} aria-hidden />
      <span className="grow">{t(kind === 'window' ? 'offline.window' : 'offline.browser', { since })}</span>
      {kind === 'window' && (
        <Button size="xs" onClick={() => location.reload()}>
          {t('action.reload')}
        </Button>
      )}
    </div>
  );
}
