import { IconAlertTriangle, IconCircleX, IconCloudCheck, IconPencil } from '@tabler/icons-react';
import { describeError } from '../../../lib/client/describe-error.ts';
import { formatAgo } from '../../../lib/format/duration.ts';
import { formatExact } from '../../../lib/format/time.ts';
import { t } from '../../../lib/messages/messages.ts';
import { useNow } from '../../../ui/use-now.ts';
import type { DraftSnapshot } from '../draft/working-draft.ts';
import styles from './editor.module.css';

/** Whether what one sees is safe: an icon and a word beside the title. */
export function SavedState({ now }: { now: DraftSnapshot }) {
  const clock = useNow();
  const then = Date.parse(now.savedAt);
  if (now.state === 'failed') {
    return (
      <span className={styles.saved} data-tone="fail" role="alert" title={describeError(now.error).detail}>
        <IconCircleX size={14} aria-hidden /> {t('scripts.draft-failed')}: {describeError(now.error).detail}
      </span>
    );
  }
  if (now.state === 'conflict') {
    return (
      <span className={styles.saved} data-tone="wait">
        <IconAlertTriangle size={14} aria-hidden /> {t('scripts.draft-conflict')}
      </span>
    );
  }
  if (now.state === 'saved') {
    return (
      <span className={styles.saved} title={formatExact(then)}>
        <IconCloudCheck size={14} aria-hidden /> {t('scripts.draft-saved', { ago: formatAgo(clock - then) })}
      </span>
    );
  }
  return (
    <span className={styles.saved}>
      <IconPencil size={14} aria-hidden />{' '}
      {t(now.state === 'saving' ? 'scripts.draft-saving' : 'scripts.draft-unsaved')}
    </span>
  );
}

/** Why nothing can be typed here. */
export function ReadOnlyNote() {
  return (
    <span className={styles.saved}>
      <IconAlertTriangle size={14} aria-hidden /> {t('scripts.read-only')}
    </span>
  );
}
