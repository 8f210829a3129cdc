import { setImmediate as turn } from 'node:timers/promises';
import type { Event, EventInput } from '#contract/events.ts';
import type { Audit, AuditContext, Transaction } from '../audit/audit.ts';
import type { ChangeFeed } from '../base/changes.ts';
import type { Clock } from '../base/clock.ts';
import { invalid, notFound } from '../base/errors.ts';
import {
  type EventFilter,
  type EventRow,
  findEvent,
  findTwin,
  type ListTriggered,
  listEvents,
  listEventsAfter,
  maySee,
  type NewEvent,
  newestEventId,
  publishInside,
  toEvent,
  toEvents,
  type Viewer,
} from './event-store.ts';
import { isSystemType } from './system-events.ts';

/** Who publishes or reads; a `Caller` is one. */
interface EventCaller {
  principal: Viewer & { name: string };
  context: AuditContext;
}

/** What was published: the event, the runs it started, and whether it was told before. */
interface Published {
  event: Event;
  triggered: string[];
  isNew: boolean;
}

export interface Events {
  /** From outside. Asks the triggers at once; what repeats a `dedupeKey` changes nothing and leaves no entry. */
  publish(caller: EventCaller, input: EventInput): Published;
  /** From the system, in a transaction of their own; the ticker asks the triggers. */
  tell(events: readonly NewEvent[]): void;
  list(caller: EventCaller, filter: EventFilter): { items: Event[]; nextCursor: string | null };
  get(caller: EventCaller, id: string): Event;
  /** Events as they come, from behind `after` or from now on, each once, until the signal aborts. */
  follow(
    caller: EventCaller,
    from: { after: string | undefined; signal: AbortSignal },
  ): AsyncGenerator<Event, void, void>;
}

const maxPayloadBytes = 256 * 1024;
/** What a reader that was away gets at once. */
const followLimit = 100;

export function makeEvents(options: {
  audit: Audit;
  clock: Clock;
  changes: ChangeFeed;
  listTriggered: ListTriggered;
  /** Starts what waits for the event and marks it as matched, in its own transaction; answers the runs. */
  match: (transaction: Transaction, event: EventRow) => string[];
}): Events {
  const { audit, clock, changes, listTriggered, match } = options;
  const { read } = audit;

  return {
    publish: ({ principal, context }, input) => {
      const event: NewEvent = {
        type: input.type,
        source: input.source ?? principal.name,
        subject: input.subject ?? null,
        payload: input.payload === undefined ? {} : input.payload,
        depth: 0,
        runId: null,
        dedupeKey: input.dedupeKey ?? null,
        ownerId: principal.userId,
        visibility: 'private',
      };
      refuseWrong(event);
      const now = clock.now();
      const twin = findTwin(read, event, now);
      if (twin !== undefined) return { event: show(principal, twin), triggered: [], isNew: false };
      return audit.transact(context, (transaction) => {
        const { row } = publishInside(transaction, event, now);
        const triggered = match(transaction, row);
        transaction.record({
          action: 'event.publish',
          resource: { type: 'event', id: row.id, name: row.type },
          details: { source: row.source, subject: row.subject, triggered },
        });
        return { event: toEvent(row, triggered), triggered, isNew: true };
      });
    },
    tell: (told) =>
      audit.write('an event is told', (transaction) => {
        for (const event of told) publishInside(transaction, event, clock.now());
      }),
    list: ({ principal }, filter) => {
      const { items, nextCursor } = listEvents(read, principal, filter);
      return { items: toEvents(items, { viewer: principal, listTriggered }), nextCursor };
    },
    get: ({ principal }, id) => {
      const row = findEvent(read, id);
      if (row === undefined) throw notFound('event', id);
      const event = show(principal, row);
      // Whoever may see a run may see what started it: it is in its input
      if (!maySee(principal, row) && event.triggered.length === 0) throw notFound('event', id);
      return event;
    },
    follow: (caller, { after, signal }) => {
      // Both now, not when it is first read: nothing may be told between
      const hints = changes.subscribe(signal);
      const newest = newestEventId(read) ?? '';
      // One made up, or of another data directory, must not make it deaf
      const start = after === undefined || after > newest ? newest : after;
      return followFrom(start, { viewer: caller.principal, hints, signal });
    },
  };

  function show(viewer: Viewer, row: EventRow): Event {
    return toEvent(row, listTriggered(viewer, [row.id]).get(row.id) ?? []);
  }

  async function* followFrom(
    start: string,
    { viewer, hints, signal }: { viewer: Viewer; hints: ReturnType<ChangeFeed['subscribe']>; signal: AbortSignal },
  ): AsyncGenerator<Event, void, void> {
    let after = start;
    const drain = async function* () {
      while (!signal.aborted) {
        const until = newestEventId(read) ?? '';
        if (until <= after) return;
        const rows = listEventsAfter(read, viewer, { after, until, limit: followLimit });
        yield* toEvents(rows, { viewer, listTriggered });
        // Behind what others keep to themselves too: it is not looked at again
        after = rows.length < followLimit ? until : (rows.at(-1)?.id ?? until);
        await turn();
      }
    };
    yield* drain();
    for await (const batch of hints) if (batch.some(({ topic }) => topic === 'events')) yield* drain();
  }
}

/** Throws `invalid` naming the field. */
function refuseWrong({ type, payload }: NewEvent): void {
  if (isSystemType(type)) {
    throw invalid('type', `${type.split('.')[0]}.… are the system's own types; begin yours with another word`);
  }
  const bytes = Buffer.byteLength(JSON.stringify(payload));
  if (bytes > maxPayloadBytes) {
    throw invalid('payload', `has ${bytes} bytes of JSON; at most ${maxPayloadBytes} (256 KiB) are kept`);
  }
}
