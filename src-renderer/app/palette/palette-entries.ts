import { useMantineColorScheme } from '@mantine/core';
import {
  IconArrowRight,
  IconKeyboard,
  IconMoon,
  IconPlayerPause,
  IconPlayerPlay,
  IconSun,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { askHold } from '../../lib/asked-hold.ts';
import { api } from '../../lib/client/api.ts';
import { useSession } from '../../lib/client/use-session.ts';
import { t } from '../../lib/messages/messages.ts';
import { allowedPlaces, places } from '../shell/navigation.ts';

/** One line of the palette. */
export interface PaletteEntry {
  key: string;
  label: string;
  /** At the right, in grey: what kind of thing it is. */
  note: string;
  icon: TablerIcon;
  keys?: string | undefined;
  run: () => void;
}

/** What can be done without naming a thing: going somewhere, holding everything, light and dark, help. */
export function useActions({ onHelp }: { onHelp: () => void }): readonly PaletteEntry[] {
  const navigate = useNavigate();
  const { scopes } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const goes = allowedPlaces(places, scopes).map(
    ({ to, label, icon, letter }): PaletteEntry => ({
      key: `go ${to}`,
      label: t('palette.go', { place: t(label) }),
      note: '',
      icon: icon ?? IconArrowRight,
      keys: letter === undefined ? undefined : `g ${letter}`,
      run: () => void navigate({ to }),
    }),
  );
  const mayHold = scopes.includes('system:admin');
  const { data: scheduler } = useQuery(api.system.scheduler.queryOptions({ enabled: mayHold }));
  const isHeld = scheduler !== undefined && scheduler.hold !== null;
  const holds: readonly PaletteEntry[] = [
    { key: 'hold', label: t('palette.hold'), note: '', icon: IconPlayerPause, run: () => askHold('hold') },
    { key: 'release', label: t('palette.release'), note: '', icon: IconPlayerPlay, run: () => askHold('release') },
  ];
  const note = t('palette.appearance');
  return [
    ...goes,
    ...(mayHold ? holds.filter(({ key }) => (key === 'release') === isHeld) : []),
    { key: 'light', label: t('palette.light'), note, icon: IconSun, run: () => setColorScheme('light') },
    { key: 'dark', label: t('palette.dark'), note, icon: IconMoon, run: () => setColorScheme('dark') },
    { key: 'auto', label: t('palette.auto'), note, icon: IconSun, run: () => setColorScheme('auto') },
    { key: 'help', label: t('keys.help'), note: '', icon: IconKeyboard, keys: '?', run: onHelp },
  ];
}
