import type { ReactNode } from 'react';
import { t } from '../lib/messages/messages.ts';
import { type StatusName, statusLooks } from './status.ts';
import styles from './status-badge.module.css';

interface StatusBadgeProps {
  status: StatusName;
  /** Tinted: only where it stands alone, as in a page's header. */
  isFilled?: boolean;
  /** In tables success is the quietest: a green icon and a grey word. */
  isQuiet?: boolean;
  /** What follows the word: an age, a remaining time. */
  children?: ReactNode;
}

/** A status as icon and word. */
export function StatusBadge({ status, isFilled = false, isQuiet = false, children }: StatusBadgeProps) {
  const look = statusLooks[status];
  return (
    <span
      className={styles.badge}
      data-tone={look.tone}
      data-filled={isFilled || undefined}
      data-quiet={(isQuiet && look.tone === 'ok') || undefined}
    >
      <look.icon size={14} aria-hidden />
      <span className={styles.word}>{t(look.word)}</span>
      {children !== undefined && <span className={styles.more}>{children}</span>}
    </span>
  );
}

/** The status as an icon alone, for a column of its own; its word is read aloud and shown on hover. */
export function StatusIcon({ status }: { status: StatusName }) {
  const look = statusLooks[status];
  return (
    <span className={styles.badge} data-tone={look.tone} title={t(look.word)} role="img" aria-label={t(look.word)}>
      <look.icon size={14} aria-hidden />
    </span>
  );
}
