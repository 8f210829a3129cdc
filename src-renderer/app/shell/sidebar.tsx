import { IconProgress, IconSearch, IconUser } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../lib/client/api.ts';
import { useMay, useSession } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { lazyPart } from '../../lib/parts/load-part.ts';
import logo from '../../ui/automa.svg';
import { KeyHint } from '../../ui/key-hint.tsx';
import { allowedPlaces, placeGroups } from './navigation.ts';
import { OnDemand } from './on-demand.tsx';
import styles from './shell.module.css';

const AccountMenu = lazyPart(() => import('./account-menu.tsx'));

/** The way to everything, at the left. */
export function Sidebar({ onFind, onHelp }: { onFind: () => void; onHelp: () => void }) {
  const { user, scopes } = useSession();
  return (
    <aside className={styles.side} aria-label={t('shell.sidebar')}>
      <div className={styles.brand}>
        <img src={logo} alt="" width={22} height={22} /> Automa
      </div>
      <button type="button" className={styles.find} onClick={onFind}>
        <IconSearch size={14} aria-hidden /> <span className="ellipsis">{t('shell.find')}</span>{' '}
        <KeyHint keys="Mod+k" />
      </button>
      <nav className={styles.nav} aria-label={t('shell.navigation')}>
        {placeGroups.map((group) => {
          const shown = allowedPlaces(group.places, scopes);
          if (shown.length === 0) return null;
          return (
            <div key={group.title ?? ''}>
              {group.title !== null && <h2>{t(group.title)}</h2>}
              {shown.map(({ to, label, icon: Icon }) => (
                <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
                  <Icon size={16} aria-hidden /> {t(label)}
                  {to === '/runs' && <RunningCount />}
                </Link>
              ))}
            </div>
          );
        })}
      </nav>
      <div className={styles.foot}>
        <OnDemand
          button={
            <button type="button" className={styles.user}>
              <IconUser size={16} aria-hidden />
              <span className="ellipsis">{user.name}</span>
            </button>
          }
        >
          {(target) => <AccountMenu target={target} onHelp={onHelp} />}
        </OnDemand>
        <button type="button" className={styles.help} onClick={onHelp} aria-label={t('keys.help')}>
          <KeyHint keys="?" />
        </button>
      </div>
    </aside>
  );
}

function RunningCount() {
  const { data } = useQuery(api.system.scheduler.queryOptions({ enabled: useMay('jobs:read') }));
  if (data === undefined || data.running === 0) return null;
  return (
    <span className={styles.count} title={t('shell.running', { n: data.running })}>
      <IconProgress size={14} aria-hidden /> {data.running}
    </span>
  );
}
