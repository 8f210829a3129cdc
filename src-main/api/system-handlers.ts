import { callerOf } from './call-context.ts';
import { os } from './procedures.ts';
import { visibleChanges } from './visible-changes.ts';
import { whileAllowed } from './while-allowed.ts';

export const systemHandlers = os.system.router({
  monitoring: os.system.monitoring.handler(({ context }) => context.core.system.state()),
  buildImage: os.system.buildImage.handler(async ({ context }) => {
    await context.core.images.build(callerOf(context).context);
    return context.core.images.state();
  }),
  scheduler: os.system.scheduler.handler(({ context }) => context.core.system.scheduler()),
  changes: os.system.changes.handler(async function* ({ context, signal }) {
    const { principal } = callerOf(context);
    const { audit, changes } = context.core;
    using allowed = whileAllowed(context, signal);
    const batches = changes.subscribe(allowed.signal);
    yield []; // whatever happens from here on is heard
    for await (const batch of batches) {
      const visible = visibleChanges(audit.read, principal, batch);
      if (visible.length > 0) yield visible;
    }
  }),
  health: os.system.health.handler(() => ({ status: 'ok' as const })),
});
