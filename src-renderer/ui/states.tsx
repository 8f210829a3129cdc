import { ActionIcon, Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCircleX, IconCopy, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { describeError } from '../lib/client/describe-error.ts';
import { t } from '../lib/messages/messages.ts';
import styles from './states.module.css';

interface EmptyStateProps {
  title: string;
  /** What it is for, in one line. */
  text: string;
  /** The next action, and the sample. */
  actions?: ReactNode;
}

/** Nothing here yet: what it is for and what to do next. */
export function EmptyState({ title, text, actions }: EmptyStateProps) {
  return (
    <div className={styles.state}>
      <b className={styles.title}>{title}</b>
      <p className="t2">{text}</p>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

interface ErrorStateProps {
  /** What could not be done: "The list of jobs could not be read". */
  title: string;
  error: unknown;
  onRetry?: () => void;
}

/** Something failed: the cause as the core said it, a way to try again, and the request to look up in the log. */
export function ErrorState({ title, error, onRetry }: ErrorStateProps) {
  const { detail, requestId } = describeError(error);
  return (
    <div className={styles.state} role="alert">
      <b className={styles.title}>
        <IconCircleX size={16} className={styles.failed} aria-hidden /> {title}
      </b>
      <p className="t2">{detail}</p>
      <div className={styles.actions}>
        {onRetry !== undefined && (
          <Button leftSection={<IconRefresh size={16} aria-hidden />} onClick={onRetry}>
            {t('action.retry')}
          </Button>
        )}
        {requestId !== undefined && <RequestId id={requestId} />}
      </div>
    </div>
  );
}

function RequestId({ id }: { id: string }) {
  return (
    <span className={styles.request}>
      <code className="t3">{id}</code>
      <CopyButton value={id}>
        {({ copied, copy }) => (
          <ActionIcon
            size="xs"
            onClick={copy}
            aria-label={t('action.copy-request')}
            title={t(copied ? 'action.copied' : 'action.copy-request')}
          >
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        )}
      </CopyButton>
    </span>
  );
}

const widths = [
  [14, 96, 72, 150, 126],
  [14, 120, 60, 90, 126],
  [14, 84, 90, 170, 126],
  [14, 110, 64, 120, 126],
] as const;

/** Rows to come, in their final height, so that nothing moves when they arrive. */
export function ListSkeleton({ rows = 12 }: { rows?: number }) {
  return (
    <div className={styles.skeleton} role="status" aria-label={t('state.loading')}>
      {[...Array(rows).keys()].map((row) => (
        <div key={row} className={styles.skeletonRow}>
          {widths[row % widths.length]?.map((width) => (
            <i key={width} style={{ width }} />
          ))}
        </div>
      ))}
    </div>
  );
}
