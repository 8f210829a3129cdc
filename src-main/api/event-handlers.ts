import { withEventMeta } from '@orpc/server';
import { Id } from '#contract/common.ts';
import { listEventOccurrences } from '../schedule/list-event-occurrences.ts';
import { type CallContext, callerOf } from './call-context.ts';
import { os } from './procedures.ts';
import { whileAllowed } from './while-allowed.ts';

export const eventHandlers = os.events.router({
  publish: os.events.publish.handler(({ input, context }) => {
    const { event, triggered, isNew } = context.core.events.publish(callerOf(context), input);
    if (!isNew) context.reply.status = 200;
    return { event, triggered };
  }),
  list: os.events.list.handler(({ input, context }) => context.core.events.list(callerOf(context), input)),
  get: os.events.get.handler(({ input: { id }, context }) => {
    const caller = callerOf(context);
    const event = context.core.events.get(caller, id);
    const mayReadJobs = caller.principal.scopes.has('jobs:read');
    const occurrences = mayReadJobs ? listEventOccurrences(context.core.audit.read, caller.principal, id) : [];
    return { ...event, occurrences };
  }),
  stream: os.events.stream.handler(({ context, signal, lastEventId }) =>
    followEvents(context, { after: Id.safeParse(lastEventId).data, signal }),
  ),
});

/** Each event carries its id: a reader that was cut off goes on behind it. */
async function* followEvents(
  context: CallContext,
  { after, signal }: { after: string | undefined; signal: AbortSignal | undefined },
) {
  using allowed = whileAllowed(context, signal);
  for await (const event of context.core.events.follow(callerOf(context), { after, signal: allowed.signal })) {
    yield withEventMeta(event, { id: event.id });
  }
}
