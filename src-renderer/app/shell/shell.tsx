import { Outlet, useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { askPalette, useAskedPalette } from '../../lib/asked-palette.ts';
import { useSession } from '../../lib/client/use-session.ts';
import { shortcutMap, useShortcuts } from '../../lib/keyboard/use-shortcuts.ts';
import { t } from '../../lib/messages/messages.ts';
import { lazyPart } from '../../lib/parts/load-part.ts';
import { whenIdle } from '../../lib/when-idle.ts';
import { Held } from '../../ui/held.ts';
import { stopClock } from '../../ui/use-now.ts';
import { PaletteOverlay, preloadPalette } from '../palette/palette-overlay.tsx';
import { BottomTabs } from './bottom-tabs.tsx';
import { HoldFrame } from './hold-frame.tsx';
import { allowedPlaces, places } from './navigation.ts';
import { OfflineBar } from './offline-bar.tsx';
import styles from './shell.module.css';
import { Sidebar } from './sidebar.tsx';
import { StatusBar } from './status-bar.tsx';
import { useIsHeld } from './use-is-held.ts';
import { useOffline } from './use-offline.ts';

const KeyboardHelp = lazyPart(() => import('./keyboard-help.tsx'));

/** The frame every screen stands in: sidebar, page, status bar; on a phone the page above five tabs. */
export function Shell() {
  const navigate = useNavigate();
  const { scopes } = useSession();
  const asked = useAskedPalette();
  const [isHelping, setHelping] = useState(false);
  const find = () => askPalette('all');
  const help = () => setHelping(true);

  useEffect(() => {
    window.addEventListener('keydown', shortcutMap.handle);
    return () => window.removeEventListener('keydown', shortcutMap.handle);
  }, []);
  useEffect(() => whenIdle(preloadPalette), []);
  const isStale = useOffline() !== undefined;
  useEffect(() => stopClock(isStale), [isStale]);
  const isHeld = useIsHeld();
  const group = t('keys.group.everywhere');
  useShortcuts([
    { keys: 'Mod+k', label: t('keys.palette'), group, whileTyping: true, run: find },
    { keys: '?', label: t('keys.help'), group, run: help },
    { keys: '/', label: t('keys.search'), group, run: focusSearch },
    ...allowedPlaces(places, scopes).flatMap(({ to, label, letter }) =>
      letter === undefined
        ? []
        : [{ keys: `g ${letter}`, label: t(label), group: t('keys.group.go'), run: () => void navigate({ to }) }],
    ),
  ]);
  return (
    <Held value={isHeld}>
      <div className={styles.shell} data-stale={isStale || undefined}>
        <button type="button" className={styles.skip} onClick={() => document.getElementById('main')?.focus()}>
          {t('shell.skip')}
        </button>
        <Sidebar onFind={find} onHelp={help} />
        <main id="main" className={styles.main} tabIndex={-1}>
          <Outlet />
          <HoldFrame />
          <OfflineBar />
        </main>
        <StatusBar />
        <BottomTabs onFind={find} />
        {asked !== undefined && (
          <PaletteOverlay
            key={asked}
            initial={asked === 'run' ? `${t('palette.run-verb')} ` : ''}
            onClose={() => askPalette(undefined)}
            onHelp={help}
          />
        )}
        <Suspense>{isHelping && <KeyboardHelp onClose={() => setHelping(false)} />}</Suspense>
      </div>
    </Held>
  );
}

/** The first search field of the page: its filter, or its find. */
function focusSearch(): void {
  document.querySelector<HTMLInputElement>('main input[type=search]')?.focus();
}
