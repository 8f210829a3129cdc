import { Button, Group } from '@mantine/core';
import { t } from '../lib/messages/messages.ts';
import { MissingPart } from '../lib/parts/part-loader.ts';
import styles from './crash.module.css';

/** A screen that broke, or that could not be had: says so plainly and offers both ways on. Nothing on the server is affected by it. */
export function Crash({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const isMissing = error instanceof MissingPart;
  return (
    <div className={styles.crash} role="alert">
      <h1>{t(isMissing ? 'crash.missing' : 'crash.title')}</h1>
      <p className="t2">{t(isMissing ? 'crash.missing-text' : 'crash.text')}</p>
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
