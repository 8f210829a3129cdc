import { ActionIcon, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { transport } from '../../lib/client/api.ts';
import { t } from '../../lib/messages/messages.ts';
import { EmptyState } from '../../ui/states.tsx';
import styles from './events.module.css';

/** Nothing was told yet: how a program does it. */
export function NoEvents() {
  const line = writeLine();
  return (
    <EmptyState
      title={t('events.empty')}
      text={t('events.empty-text')}
      actions={
        <div className={styles.curl}>
          <code>{line}</code>
          <CopyButton value={line}>
            {({ copied, copy }) => (
              <ActionIcon onClick={copy} aria-label={t(copied ? 'action.copied' : 'action.copy')}>
                {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              </ActionIcon>
            )}
          </CopyButton>
        </div>
      }
    />
  );
}

/** Over HTTP where this page came that way; the window has no address, but the command line reaches its core. */
function writeLine(): string {
  if (transport.kind === 'window') return `automa event publish order.created --payload '{"total": 129.5}'`;
  const body = JSON.stringify({ type: 'order.created', payload: { total: 129.5 } });
  return `curl ${location.origin}/api/v1/events -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json' -d '${body}'`;
}
