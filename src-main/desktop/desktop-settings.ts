import { ipcMain } from 'electron';
import Store from 'electron-store';
import { z } from 'zod';
import { noticeKinds, WindowSettings } from '#contract/window.ts';
import { dropUndefined } from '../base/drop-undefined.ts';

const DesktopSettings = z.object({
  /** Where the window was last, in screen coordinates. */
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() }).nullable().catch(null),
  isMaximized: z.boolean().catch(false),
  keepInTray: WindowSettings.shape.keepInTray.catch(null),
  startAtLogin: WindowSettings.shape.startAtLogin.catch(false),
  quietHours: WindowSettings.shape.quietHours.catch({ isOn: false, from: '22:00', to: '07:00' }),
  notifyOf: WindowSettings.shape.notifyOf.catch([...noticeKinds]),
});
export type DesktopSettings = z.infer<typeof DesktopSettings>;

/** What belongs to this window on this machine; settings of the product are in the database. */
export interface SettingsStore {
  get(): DesktopSettings;
  /** Changes the values given; written at once. */
  set(change: { [Name in keyof DesktopSettings]?: DesktopSettings[Name] | undefined }): void;
}

/** Opens `window.json` in the user-data folder. Values that make no sense there fall back to their defaults. */
export function openDesktopSettings(): SettingsStore {
  const store = new Store({ name: 'window', clearInvalidConfig: true });
  // The store would tell any page where the folder is; ours never asks.
  ipcMain.removeAllListeners('electron-store-get-data');
  return {
    get: () => DesktopSettings.parse(store.store),
    set: (change) => store.set(dropUndefined(change)),
  };
}
