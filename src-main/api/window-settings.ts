import { isDeepStrictEqual } from 'node:util';
import type { WindowSettings, WindowSettingsPatch } from '#contract/window.ts';
import type { AuditContext } from '../audit/audit.ts';
import type { Core } from './call-context.ts';

/** The window this core is shown in, as far as the page may ask of it; a headless host has none. */
export interface WindowPort {
  settings(): WindowSettings;
  /** Obeys and keeps what is given, or throws and changes nothing. */
  change(patch: WindowSettingsPatch): void;
}

const resource = { type: 'settings', id: 'window', name: 'window' };

/** Changes the settings of the window for the page and the menus alike; without a difference nothing happens. */
export function changeWindowSettings(
  { audit }: Pick<Core, 'audit'>,
  window: WindowPort,
  { context, patch }: { context: AuditContext; patch: WindowSettingsPatch },
): WindowSettings {
  const before = window.settings();
  const changes = Object.entries(patch).flatMap(([name, to]) => {
    const from = before[name as keyof WindowSettingsPatch]; // the names of a patch are those of its schema
    return to === undefined || isDeepStrictEqual(from, to) ? [] : [[name, { from, to }] as const];
  });
  if (changes.length === 0) return before;
  audit.transact(context, ({ record, changed }) => {
    record({ action: 'window.update', resource, details: { changed: Object.fromEntries(changes) } });
    changed('window', null);
    window.change(patch);
  });
  return window.settings();
}
