import {
  IconActivity,
  IconBolt,
  IconCalendar,
  IconClockPlay,
  IconCode,
  IconLayoutDashboard,
  IconPlayerPlay,
  IconRobot,
  IconSettings,
  IconShield,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Scope } from '#contract/scopes.ts';
import type { MessageKey } from '../../lib/messages/messages.ts';

export interface Place {
  to:
    | '/'
    | '/calendar'
    | '/runs'
    | '/jobs'
    | '/agents'
    | '/scripts'
    | '/events'
    | '/monitoring'
    | '/audit'
    | '/people'
    | '/settings';
  label: MessageKey;
  icon: TablerIcon;
  /** The letter after `g`. */
  letter?: string;
  /** Hidden from whoever lacks it. */
  scope?: Scope;
}

export interface PlaceGroup {
  title: MessageKey | null;
  places: readonly Place[];
}

/** Everywhere one can go, in the order of the sidebar; the palette, the `g` keys and the phone's tabs read it too. */
export const placeGroups: readonly PlaceGroup[] = [
  {
    title: null,
    places: [
      { to: '/', label: 'nav.overview', icon: IconLayoutDashboard, letter: 'o' },
      { to: '/calendar', label: 'nav.calendar', icon: IconCalendar, letter: 'c', scope: 'jobs:read' },
      { to: '/runs', label: 'nav.runs', icon: IconPlayerPlay, letter: 'r', scope: 'runs:read' },
    ],
  },
  {
    title: 'nav.group.automation',
    places: [
      { to: '/jobs', label: 'nav.jobs', icon: IconClockPlay, letter: 'j', scope: 'jobs:read' },
      { to: '/agents', label: 'nav.agents', icon: IconRobot, letter: 'a', scope: 'agents:read' },
      { to: '/scripts', label: 'nav.scripts', icon: IconCode, letter: 's', scope: 'scripts:read' },
      { to: '/events', label: 'nav.events', icon: IconBolt, letter: 'e', scope: 'events:read' },
    ],
  },
  {
    title: 'nav.group.system',
    places: [
      { to: '/monitoring', label: 'nav.monitoring', icon: IconActivity, letter: 'm', scope: 'system:read' },
      { to: '/audit', label: 'nav.audit', icon: IconShield, letter: 'u', scope: 'audit:read' },
      { to: '/people', label: 'nav.people', icon: IconUsers, scope: 'tokens:read' },
      { to: '/settings', label: 'nav.settings', icon: IconSettings },
    ],
  },
];

export const places: readonly Place[] = placeGroups.flatMap((group) => group.places);

/** What of `all` somebody with these scopes may see. */
export function allowedPlaces(all: readonly Place[], scopes: readonly Scope[]): readonly Place[] {
  return all.filter(({ scope }) => scope === undefined || scopes.includes(scope));
}
