import { Button, Group, Modal, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { rich, t } from '../lib/messages/messages.ts';
import styles from './confirm-dialog.module.css';

interface ConfirmDialogProps {
  isOpen: boolean;
  title: string;
  /** What goes and what stays. */
  children: ReactNode;
  confirmLabel: string;
  cancelLabel: string;
  /** Has to be typed before the act can be done; for what cannot be undone. */
  nameToType?: string;
  isBusy?: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before what cannot be undone. The safe button stands at the left and is what Esc does. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, title, confirmLabel, cancelLabel, nameToType, isBusy = false, onConfirm, onCancel } = props;
  const [typed, setTyped] = useState('');
  const isAllowed = nameToType === undefined || typed.trim() === nameToType;
  const close = () => {
    setTyped('');
    onCancel();
  };
  return (
    <Modal opened={isOpen} onClose={close} title={title} size={420} withCloseButton={false}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isAllowed && !isBusy) onConfirm();
        }}
      >
        <div className={styles.text}>{props.children}</div>
        {nameToType !== undefined && (
          <TextInput
            data-autofocus
            mt="md"
            label={rich(
              'confirm.type-name',
              { name: nameToType },
              { code: (chunks) => <code key="name">{chunks}</code> },
            )}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
          />
        )}
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="subtle" onClick={close}>
            {cancelLabel}
          </Button>
          <Button
            type="submit"
            className={styles.danger}
            disabled={!isAllowed}
            loading={isBusy}
            aria-label={confirmLabel}
          >
            {confirmLabel}
          </Button>
        </Group>
        {!isAllowed && <span className="visually-hidden">{t('confirm.name-missing')}</span>}
      </form>
    </Modal>
  );
}
