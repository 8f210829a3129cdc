import { auditContextOf, type CallContext } from './call-context.ts';
import { noWindow } from './guard.ts';
import { os } from './procedures.ts';
import { changeWindowSettings } from './window-settings.ts';

const windowOf = ({ core }: CallContext) => {
  if (core.window === undefined) throw noWindow();
  return core.window;
};

export const windowHandlers = os.window.router({
  settings: os.window.settings.handler(({ context }) => windowOf(context).settings()),
  change: os.window.change.handler(({ input, context }) =>
    changeWindowSettings(context.core, windowOf(context), { context: auditContextOf(context), patch: input }),
  ),
});
