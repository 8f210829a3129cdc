import { Menu } from '@mantine/core';
import { IconMenu2, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useSession } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { allowedPlaces, places } from './navigation.ts';
import styles from './shell.module.css';

const first = ['/', '/runs', '/jobs', '/calendar'];

/** The sidebar of a phone: four places, and the rest behind the fifth tab. */
export function BottomTabs({ onFind }: { onFind: () => void }) {
  const { scopes } = useSession();
  const allowed = allowedPlaces(places, scopes);
  const tabs = first.flatMap((to) => allowed.filter((place) => place.to === to));
  const rest = allowed.filter(({ to }) => !first.includes(to));
  return (
    <nav className={styles.tabs} aria-label={t('shell.navigation')}>
      {tabs.map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
          <Icon size={20} aria-hidden /> {t(label)}
        </Link>
      ))}
      <Menu position="top-end">
        <Menu.Target>
          <button type="button">
            <IconMenu2 size={20} aria-hidden /> {t('shell.more')}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconSearch size={16} aria-hidden />} onClick={onFind}>
            {t('shell.find')}
          </Menu.Item>
          {rest.map(({ to, label, icon: Icon }) => (
            <Menu.Item key={to} component={Link} to={to} leftSection={<Icon size={16} aria-hidden />}>
              {t(label)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}
