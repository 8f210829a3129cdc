import { listCalendar } from '../schedule/list-calendar.ts';
import { callerOf } from './call-context.ts';
import { os } from './procedures.ts';

export const schedulerHandlers = os.scheduler.router({
  hold: os.scheduler.hold.handler(({ input, context }) => context.core.holding.hold(callerOf(context), input)),
  release: os.scheduler.release.handler(async ({ input, context }) => {
    context.core.holding.release(callerOf(context), input);
    await context.core.lookNow(); // so that the ledger has what became of it
    return {};
  }),
  calendar: os.scheduler.calendar.handler(({ input: { from, to, ...filter }, context }) =>
    listCalendar(context.core.audit.read, callerOf(context).principal, {
      ...filter,
      fromAt: Date.parse(from),
      toAt: Date.parse(to),
      now: context.core.clock.now(),
    }),
  ),
});
