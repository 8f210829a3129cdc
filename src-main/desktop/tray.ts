import { join } from 'node:path';
import { Menu, type MenuItemConstructorOptions, nativeTheme, Tray } from 'electron';
import { coerceError } from '../base/errors.ts';
import type { TrayEntry, TrayModel } from './tray-menu.ts';
import type { View } from './view.ts';

export interface TrayActions {
  open(view: View): void;
  hold(until: number | null): void;
  release(made: 'skip' | 'catch-up'): void;
  quit(): void;
}

/** Shows the model; undefined where the system has no tray: then closing the window ends the application. */
export interface TrayIcon {
  show(model: TrayModel): void;
  close(): void;
}

export function openTray(options: {
  iconsDir: string;
  model: TrayModel;
  actions: TrayActions;
  onMissing: (error: Error) => void;
}): TrayIcon | undefined {
  const { iconsDir, actions, onMissing } = options;
  const iconOf = (model: TrayModel) => join(iconsDir, 'tray', nameTrayIcon(model, systemLook()));
  let tray: Tray;
  try {
    tray = new Tray(iconOf(options.model));
  } catch (thrown) {
    onMissing(coerceError(thrown));
    return undefined;
  }
  let shown = options.model;
  const show = (model: TrayModel) => {
    shown = model;
    tray.setImage(iconOf(model));
    tray.setToolTip(model.tooltip);
    // A template has one colour and no room for a number; the menu bar of macOS shows text beside it
    if (process.platform === 'darwin') tray.setTitle(model.count > 0 ? String(model.count) : '');
    tray.setContextMenu(Menu.buildFromTemplate(model.entries.map((entry) => toMenuItem(entry, actions))));
  };
  const recolour = () => show(shown);
  tray.on('click', () => actions.open('/'));
  nativeTheme.on('updated', recolour);
  show(shown);
  return {
    show,
    close: () => {
      nativeTheme.off('updated', recolour);
      tray.destroy();
    },
  };
}

type Look = 'template' | 'on-dark' | 'on-light';

/** The file for a state: the digit up to nine, and one colour where the system paints it itself. */
export function nameTrayIcon({ state, count }: Pick<TrayModel, 'state' | 'count'>, look: Look): string {
  if (look === 'template') return `${state}Template.png`;
  const digit = state !== 'running' ? '' : count > 9 ? '-9plus' : `-${Math.max(1, count)}`;
  return `${state}${digit}-${look}.png`;
}

function systemLook(): Look {
  if (process.platform === 'darwin') return 'template';
  const isDark =
    process.platform === 'win32'
      ? nativeTheme.shouldUseDarkColorsForSystemIntegratedUI
      : nativeTheme.shouldUseDarkColors;
  return isDark ? 'on-dark' : 'on-light';
}

function toMenuItem(entry: TrayEntry, actions: TrayActions): MenuItemConstructorOptions {
  if (entry.kind === 'separator') return { type: 'separator' };
  const label = entry.text.replaceAll('&', '&&'); // a single & marks the access key
  if (entry.kind === 'caption') return { label, enabled: false };
  if (entry.kind === 'submenu') return { label, submenu: entry.entries.map((each) => toMenuItem(each, actions)) };
  if (entry.kind === 'hold') return { label, click: () => actions.hold(entry.until) };
  if (entry.kind === 'release') return { label, click: () => actions.release(entry.made) };
  if (entry.kind === 'quit') return { label, click: () => actions.quit() };
  return { label, click: () => actions.open(entry.view) };
}
