import { Menu } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { t } from '../../lib/messages/messages.ts';
import { AccountItems } from './account-items.tsx';
import type { Place } from './navigation.ts';

interface MoreMenuProps {
  target: ReactElement;
  places: readonly Place[];
  onFind: () => void;
}

/** What of the sidebar has no tab of its own on a phone. */
export default function MoreMenu({ target, places, onFind }: MoreMenuProps) {
  return (
    <Menu position="top-end" defaultOpened>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconSearch size={16} aria-hidden />} onClick={onFind}>
          {t('shell.find')}
        </Menu.Item>
        {places.map(({ to, label, icon: Icon }) => (
          <Menu.Item key={to} component={Link} to={to} leftSection={<Icon size={16} aria-hidden />}>
            {t(label)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <AccountItems />
      </Menu.Dropdown>
    </Menu>
  );
}
