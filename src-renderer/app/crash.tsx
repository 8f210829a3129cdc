import { Button, Group } from '@mantine/core';
import { t } from '../lib/messages/messages.ts';
import styles from './crash.module.css';

/** A screen that broke: says so plainly and offers both ways on. Nothing on the server is affected by it. */
export function Crash({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <div className={styles.crash} role="alert">
      <h1>{t('crash.title')}</h1>
      <p className="t2">{t('crash.text')}</p>
      <pre className={styles.detail}>{error instanceof Error ? error.message : String(error)}</pre>
      <Group gap="sm" justify="center">
        <Button onClick={onRetry}>{t('action.retry')}</Button>
        <Button variant="filled" onClick={() => location.reload()}>
          {t('action.reload')}
        </Button>
      </Group>
    </div>
  );
}
