import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { describeError } from '../lib/client/describe-error.ts';
import { useShortcuts } from '../lib/keyboard/use-shortcuts.ts';
import { t } from '../lib/messages/messages.ts';
import { KeyHint } from './key-hint.tsx';
import styles from './notify.module.css';

const undoSeconds = 8;

/** Says that something was done. */
export function notifyDone(message: string): void {
  notifications.show({ message, icon: <IconInfoCircle size={16} aria-hidden />, autoClose: 4_000 });
}

/** Says that something was done, and leads on to what one mostly does next. */
export function notifyNext(message: string, next: { label: string; run: () => void }): void {
  const id = notifications.show({
    autoClose: 12_000,
    message: (
      <span className={styles.undo}>
        <b>{message}</b>
        <Button
          size="xs"
          onClick={() => {
            notifications.hide(id);
            next.run();
          }}
        >
          {next.label}
        </Button>
      </span>
    ),
  });
}

/** Says that something could not be done, and why. */
export function notifyFailed(title: string, error: unknown): void {
  const { detail, requestId } = describeError(error);
  notifications.show({
    title,
    message: requestId === undefined ? detail : `${detail} ${t('error.request', { id: requestId })}`,
    icon: <IconCircleX size={16} className={styles.failed} aria-hidden />,
    autoClose: 12_000,
  });
}

/** Says that something was not accepted, before anything was sent. */
export function notifyRefused(title: string, message: string): void {
  notifications.show({
    title,
    message,
    icon: <IconCircleX size={16} className={styles.failed} aria-hidden />,
    autoClose: 8_000,
  });
}

/** Says of several things what is the matter with each; stays until it is closed. */
export function notifyListed(title: string, lines: readonly { key: string; head: string; text: string }[]): void {
  notifications.show({
    title,
    message: (
      <ul className={styles.lines}>
        {lines.map(({ key, head, text }) => (
          <li key={key}>
            <b>{head}</b> {text}
          </li>
        ))}
      </ul>
    ),
    icon: <IconCircleX size={16} className={styles.failed} aria-hidden />,
    autoClose: false,
  });
}

/** Says that something was done and offers to take it back for eight seconds. */
export function notifyUndoable(message: string, undo: () => void): void {
  const id = notifications.show({
    autoClose: undoSeconds * 1_000,
    message: (
      <UndoMessage
        message={message}
        undo={() => {
          notifications.hide(id);
          undo();
        }}
      />
    ),
  });
}

function UndoMessage({ message, undo }: { message: string; undo: () => void }) {
  const [left, setLeft] = useState(undoSeconds);
  useShortcuts([{ keys: 'Mod+z', label: t('action.undo'), group: t('keys.group.everywhere'), run: undo }]);
  useEffect(() => {
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className={styles.undo}>
      <b>{message}</b>
      <Button size="xs" rightSection={<KeyHint keys="Mod+z" />} onClick={undo}>
        {t('action.undo')}
      </Button>
      <span className="t3">{left}</span>
    </span>
  );
}
