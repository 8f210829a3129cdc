import { Menu } from '@mantine/core';
import type { ReactElement } from 'react';
import { AccountItems } from './account-items.tsx';

/** The menu behind one's own name. */
export default function AccountMenu({ target, onHelp }: { target: ReactElement; onHelp: () => void }) {
  return (
    <Menu position="top-start" defaultOpened>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown miw={200}>
        <AccountItems onHelp={onHelp} />
      </Menu.Dropdown>
    </Menu>
  );
}
