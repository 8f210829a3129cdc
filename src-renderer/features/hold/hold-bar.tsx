import { Button } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import type { Hold } from '#contract/scheduler.ts';
import { askHold } from '../../lib/asked-hold.ts';
import { useMay } from '../../lib/client/use-session.ts';
import { formatExact } from '../../lib/format/time.ts';
import { t } from '../../lib/messages/messages.ts';
import styles from './hold.module.css';
import { sayHold } from './say-hold.ts';

/** Says on every page that nothing new starts: by whom, until when and why. */
export function HoldBar({ hold }: { hold: Hold }) {
  const mayRelease = useMay('system:admin');
  return (
    <div className={styles.bar} role="status" title={formatExact(Date.parse(hold.since))}>
      <IconPlayerPause size={16} aria-hidden />
      <span className={styles.words}>
        <b>{sayHold(hold, Date.now())}</b> {hold.reason}
      </span>
      {mayRelease && (
        <Button size="xs" onClick={() => askHold('release')}>
          {t('hold.release')}
        </Button>
      )}
    </div>
  );
}
