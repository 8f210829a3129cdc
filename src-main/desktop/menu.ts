import type { MenuItemConstructorOptions } from 'electron';
import type { WindowSettings, WindowSettingsPatch } from '#contract/window.ts';
import type { MessageKey, Words } from './messages.ts';
import type { View } from './view.ts';

export interface MenuActions {
  open(view: View): void;
  change(settings: WindowSettingsPatch): void;
  quit(): void;
}

const places: { label: MessageKey; view: View }[] = [
  { label: 'menu.overview', view: '/' },
  { label: 'menu.calendar', view: '/calendar' },
  { label: 'menu.runs', view: '/runs' },
  { label: 'menu.jobs', view: '/jobs' },
  { label: 'menu.scripts', view: '/scripts' },
  { label: 'menu.agents', view: '/agents' },
  { label: 'menu.monitoring', view: '/monitoring' },
  { label: 'menu.audit', view: '/audit' },
];

/** The application menu with the shortcuts of the platform; copy and paste work on macOS only through it. */
export function makeAppMenu(options: {
  platform: NodeJS.Platform;
  isPackaged: boolean;
  settings: WindowSettings;
  words: Words;
  actions: MenuActions;
}): MenuItemConstructorOptions[] {
  const { settings, actions } = options;
  const { say } = options.words;
  const isMac = options.platform === 'darwin';
  const ours: MenuItemConstructorOptions[] = [
    { label: say('menu.settings'), accelerator: 'CmdOrCtrl+,', click: () => actions.open('/settings') },
    { type: 'separator' },
    {
      id: 'keep-in-tray',
      label: say('menu.keepInTray'),
      type: 'checkbox',
      checked: settings.keepInTray === true,
      click: ({ checked }) => actions.change({ keepInTray: checked }),
    },
    {
      id: 'start-at-login',
      label: say('menu.startAtLogin'),
      type: 'checkbox',
      checked: settings.startAtLogin,
      click: ({ checked }) => actions.change({ startAtLogin: checked }),
    },
    {
      id: 'quiet-hours',
      label: say('menu.quietHours', { from: settings.quietHours.from, to: settings.quietHours.to }),
      type: 'checkbox',
      checked: settings.quietHours.isOn,
      click: ({ checked }) => actions.change({ quietHours: { ...settings.quietHours, isOn: checked } }),
    },
  ];
  const newJob: MenuItemConstructorOptions = {
    label: say('menu.newJob'),
    accelerator: 'CmdOrCtrl+N',
    click: () => actions.open('/jobs/new'),
  };
  const quit: MenuItemConstructorOptions = {
    id: 'quit',
    label: say('menu.quit'),
    accelerator: 'CmdOrCtrl+Q',
    click: () => actions.quit(),
  };
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
    ...(options.isPackaged
      ? []
      : ([{ role: 'reload' }, { role: 'toggleDevTools' }] satisfies MenuItemConstructorOptions[])),
  ];
  const go = places.map(
    ({ label, view: to }, index): MenuItemConstructorOptions => ({
      label: say(label),
      accelerator: `CmdOrCtrl+${index + 1}`,
      click: () => actions.open(to),
    }),
  );
  return [
    ...(isMac
      ? [
          {
            label: say('app.name'),
            submenu: [
              { role: 'about' },
              { type: 'separator' },
              ...ours,
              { type: 'separator' },
              { role: 'hide' },
              { role: 'hideOthers' },
              { role: 'unhide' },
              { type: 'separator' },
              quit,
            ],
          } satisfies MenuItemConstructorOptions,
        ]
      : []),
    {
      label: say('menu.file'),
      submenu: isMac
        ? [newJob, { role: 'close' }]
        : [newJob, { type: 'separator' }, ...ours, { type: 'separator' }, { role: 'close' }, quit],
    },
    { label: say('menu.edit'), role: 'editMenu' },
    { label: say('menu.view'), submenu: view },
    { label: say('menu.go'), submenu: go },
    { label: say('menu.window'), role: 'windowMenu' },
  ];
}
