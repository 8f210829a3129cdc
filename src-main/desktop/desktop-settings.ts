import { ipcMain } from 'electron';
import Store from 'electron-store';
import { z } from 'zod';

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

const DesktopSettings = z.object({
  /** Where the window was last, in screen coordinates. */
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() }).nullable().catch(null),
  isMaximized: z.boolean().catch(false),
  /** What closing the window does; null until it was asked. */
  keepInTray: z.boolean().nullable().catch(null),
  startAtLogin: z.boolean().catch(false),
  quietHours: z
    .object({ isOn: z.boolean(), from: TimeOfDay, to: TimeOfDay })
    .catch({ isOn: false, from: '22:00', to: '07:00' }),
});
export type DesktopSettings = z.infer<typeof DesktopSettings>;

/** What belongs to this window on this machine; settings of the product are in the database. */
export interface SettingsStore {
  get(): DesktopSettings;
  /** Changes the values given; written at once. */
  set(change: Partial<DesktopSettings>): void;
}

/** Opens `window.json` in the user-data folder. Values that make no sense there fall back to their defaults. */
export function openDesktopSettings(): SettingsStore {
  const store = new Store({ name: 'window', clearInvalidConfig: true });
  // The store would tell any page where the folder is; ours never asks.
  ipcMain.removeAllListeners('electron-store-get-data');
  return {
    get: () => DesktopSettings.parse(store.store),
    set: (change) => store.set(change),
  };
}
