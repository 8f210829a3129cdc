import { useMantineColorScheme } from '@mantine/core';
import {
  IconArrowRight,
  IconBolt,
  IconCalendar,
  IconClockPlay,
  IconCode,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconPlayerPause,
  IconPlayerPlay,
  IconRobot,
  IconSun,
  IconTableImport,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Scope } from '#contract/scopes.ts';
import { askHold } from '../../lib/asked-hold.ts';
import { api, transport } from '../../lib/client/api.ts';
import { useSession } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { useSignOut } from '../session/use-sign-out.ts';
import { allowedPlaces, places } from '../shell/navigation.ts';

/** One line of the palette. */
export interface PaletteEntry {
  key: string;
  label: string;
  /** Other words people look for it by. */
  also?: string;
  /** At the right, in grey: what kind of thing it is. */
  note: string;
  icon: TablerIcon;
  keys?: string | undefined;
  run: () => void;
}

/** What can be done without naming a thing: making one, going somewhere, holding everything, light and dark, help. */
export function useActions({ onHelp }: { onHelp: () => void }): readonly PaletteEntry[] {
  const makes = useMakes();
  const goes = usePlaces();
  const holds = useHolds();
  const signOut = useSignOut();
  const { setColorScheme } = useMantineColorScheme();
  const note = t('palette.appearance');
  return [
    ...makes,
    ...goes,
    ...holds,
    { key: 'light', label: t('palette.light'), note, icon: IconSun, run: () => setColorScheme('light') },
    { key: 'dark', label: t('palette.dark'), note, icon: IconMoon, run: () => setColorScheme('dark') },
    { key: 'auto', label: t('palette.auto'), note, icon: IconSun, run: () => setColorScheme('auto') },
    { key: 'help', label: t('keys.help'), note: '', icon: IconKeyboard, keys: '?', run: onHelp },
    // The window is its owner's: there is nobody to sign out.
    ...(transport.kind === 'browser'
      ? [{ key: 'sign-out', label: t('session.sign-out'), note: '', icon: IconLogout, run: signOut }]
      : []),
  ];
}

/** Making something, or where it is made. */
function useMakes(): readonly PaletteEntry[] {
  const navigate = useNavigate();
  const { scopes } = useSession();
  const makes: readonly (Omit<PaletteEntry, 'key' | 'note'> & { scope: Scope })[] = [
    {
      label: t('palette.new-job'),
      icon: IconClockPlay,
      scope: 'jobs:write',
      run: () => void navigate({ to: '/jobs/new' }),
    },
    {
      label: t('palette.new-agent'),
      icon: IconRobot,
      scope: 'agents:write',
      run: () => void navigate({ to: '/agents/new' }),
    },
    {
      label: t('palette.new-script'),
      also: t('palette.new-script-also'),
      icon: IconCode,
      scope: 'scripts:write',
      run: () => void navigate({ to: '/scripts', search: { create: true } }),
    },
    {
      label: t('palette.crontab'),
      also: t('palette.crontab-also'),
      icon: IconTableImport,
      scope: 'jobs:write',
      run: () => void navigate({ to: '/jobs/import-crontab' }),
    },
    {
      label: t('palette.publish-event'),
      also: t('palette.publish-event-also'),
      icon: IconBolt,
      scope: 'events:write',
      run: () => void navigate({ to: '/events' }),
    },
    {
      label: t('palette.subscribe'),
      also: t('palette.subscribe-also'),
      icon: IconCalendar,
      scope: 'jobs:read',
      run: () => void navigate({ to: '/calendar' }),
    },
  ];
  return makes
    .filter(({ scope }) => scopes.includes(scope))
    .map(({ scope: _, ...entry }) => ({ ...entry, key: entry.label, note: '' }));
}

function usePlaces(): readonly PaletteEntry[] {
  const navigate = useNavigate();
  const { scopes } = useSession();
  return allowedPlaces(places, scopes).map(({ to, label, icon, letter }) => ({
    key: `go ${to}`,
    label: t('palette.go', { place: t(label) }),
    note: '',
    icon: icon ?? IconArrowRight,
    keys: letter === undefined ? undefined : `g ${letter}`,
    run: () => void navigate({ to }),
  }));
}

/** To let nothing new start, or to end that. */
function useHolds(): readonly PaletteEntry[] {
  const mayHold = useSession().scopes.includes('system:admin');
  const { data: scheduler } = useQuery(api.system.scheduler.queryOptions({ enabled: mayHold }));
  if (!mayHold) return [];
  const isHeld = scheduler !== undefined && scheduler.hold !== null;
  return [
    isHeld
      ? {
          key: 'release',
          label: t('palette.release'),
          also: t('palette.release-also'),
          note: '',
          icon: IconPlayerPlay,
          run: () => askHold('release'),
        }
      : {
          key: 'hold',
          label: t('palette.hold'),
          also: t('palette.hold-also'),
          note: '',
          icon: IconPlayerPause,
          run: () => askHold('hold'),
        },
  ];
}
