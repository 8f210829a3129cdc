import { callerOf } from './call-context.ts';
import { os } from './procedures.ts';
import { whileAllowed } from './while-allowed.ts';

export const systemHandlers = os.system.router({
  monitoring: os.system.monitoring.handler(({ context }) => context.core.system.state()),
  scheduler: os.system.scheduler.handler(({ context }) => context.core.system.scheduler()),
  changes: os.system.changes.handler(async function* ({ context, signal }) {
    callerOf(context);
    using allowed = whileAllowed(context, signal);
    yield* context.core.changes.subscribe(allowed.signal);
  }),
  health: os.system.health.handler(() => ({ status: 'ok' as const })),
});
