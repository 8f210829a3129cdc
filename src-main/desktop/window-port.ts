import { WindowSettings } from '#contract/window.ts';
import type { WindowPort } from '../api/window-settings.ts';
import type { SettingsStore } from './desktop-settings.ts';
import { setStartAtLogin } from './login-item.ts';

/** The settings of this window as the core passes them on to the page. */
export function makeWindowPort(store: SettingsStore): WindowPort {
  return {
    settings: () => WindowSettings.parse(store.get()), // without what only the window itself needs
    change: (patch) => {
      // First, because only this can fail: a file of the system is written
      if (patch.startAtLogin !== undefined) setStartAtLogin(patch.startAtLogin);
      store.set(patch);
    },
  };
}
