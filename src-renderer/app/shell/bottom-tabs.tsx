import { IconMenu2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useSession } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { lazyPart } from '../../lib/parts/load-part.ts';
import { allowedPlaces, places } from './navigation.ts';
import { OnDemand } from './on-demand.tsx';
import styles from './shell.module.css';

const MoreMenu = lazyPart(() => import('./more-menu.tsx'));

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
      <OnDemand
        button={
          <button type="button">
            <IconMenu2 size={20} aria-hidden /> {t('shell.more')}
          </button>
        }
      >
        {(target) => <MoreMenu target={target} places={rest} onFind={onFind} />}
      </OnDemand>
    </nav>
  );
}
