import { Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useRef } from 'react';
import { t } from '../../lib/messages/messages.ts';
import { KeyHint } from '../key-hint.tsx';
import type { RowAction } from './column.ts';
import styles from './data-list.module.css';

interface RowMenuProps {
  /** Asked when the menu opens. */
  actionsOf: () => readonly RowAction[];
  isOpen: boolean;
  onOpen: () => void;
  onClose: () => void;
}

/** The button at the end of a row and, while it is open, its menu: a menu for every row would slow the scrolling. */
export function RowMenu({ actionsOf, isOpen, onOpen, onClose }: RowMenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    onClose();
    button.current?.closest('tr')?.focus({ preventScroll: true });
  };
  return (
    <>
      {/* Plain, not one of Mantine's: there is one in every row that scrolls by. */}
      <button
        ref={button}
        type="button"
        className={styles.menuButton}
        tabIndex={-1}
        aria-label={t('list.row-menu')}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={isOpen ? close : onOpen}
      >
        <IconDots size={14} aria-hidden />
      </button>
      {isOpen && <OpenMenu actions={actionsOf()} onClose={close} />}
    </>
  );
}

function OpenMenu({ actions, onClose }: { actions: readonly RowAction[]; onClose: () => void }) {
  return (
    <Menu opened position="bottom-end" withInitialFocusPlaceholder={false} onClose={onClose}>
      <Menu.Target>
        <span className={styles.menuAnchor} aria-hidden />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('list.row-menu')}>
        {actions.map(({ label, keys, isDanger = false, run }) => (
          <Menu.Item
            key={label}
            className={isDanger ? styles.danger : undefined}
            rightSection={keys !== undefined && <KeyHint keys={keys} />}
            onClick={run}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
