import type { Settings } from '#contract/settings.ts';
import { systemTimezone } from '../base/clock.ts';
import type { SettingsInForce } from '../settings/product-settings.ts';
import { type CallContext, callerOf, tagged } from './call-context.ts';
import { os } from './procedures.ts';

export const settingsHandlers = os.settings.router({
  get: os.settings.get.handler(({ context }) => toSettings(context, context.core.settings.get())),
  update: os.settings.update.handler(({ input, context }) => {
    const { context: auditContext, ifRevision } = callerOf(context);
    return toSettings(context, context.core.settings.update(auditContext, input, ifRevision));
  }),
});

function toSettings(context: CallContext, inForce: SettingsInForce): Settings {
  const { revision: _revision, ...settings } = tagged(context, inForce);
  return { ...settings, timezone: systemTimezone() };
}
