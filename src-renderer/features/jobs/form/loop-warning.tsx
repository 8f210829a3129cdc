import { IconRepeat } from '@tabler/icons-react';
import { t } from '../../../lib/messages/messages.ts';
import type { Loop } from './find-loop.ts';
import styles from './job-form.module.css';

/** That its runs would start the job again. */
export function LoopWarning({ loop }: { loop: Loop }) {
  return (
    <p className={`${styles.warning} ${styles.loop}`} role="status">
      <IconRepeat size={16} aria-hidden />{' '}
      {t(`job-form.loop.${loop.by}`, { name: loop.by === 'other' ? loop.name : '' })}
    </p>
  );
}
