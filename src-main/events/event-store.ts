import { and, asc, desc, eq, gt, gte, lt, lte, max, or, type SQL, sql } from 'drizzle-orm';
import type { Event } from '#contract/events.ts';
import type { Transaction } from '../audit/audit.ts';
import { dayMs, toInstant } from '../base/clock.ts';
import { decodeCursor, pageOf } from '../base/cursor.ts';
import { invalid } from '../base/errors.ts';
import { idsFrom, newId } from '../base/ids.ts';
import type { ReadDb, WriteDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { events } from '../db/schema/events.ts';
import { readTypePattern, typeIs } from './type-pattern.ts';

export type EventRow = typeof events.$inferSelect;

/** What happened, before it has an id and a moment. */
export type NewEvent = Omit<EventRow, 'id' | 'at' | 'matchedAt'>;

/** Who looks: administrators see all, others what is theirs, shared, or the system's own. */
export interface Viewer {
  userId: string;
  isAdmin: boolean;
}

export interface EventFilter {
  limit: number;
  cursor?: string | undefined;
  /** A pattern such as `order.*`. */
  type?: string | undefined;
  source?: string | undefined;
  subject?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** The runs that events started and the viewer may see, by event; the room of runs knows them. */
export type ListTriggered = (viewer: Viewer, eventIds: readonly string[]) => ReadonlyMap<string, string[]>;

/** Published again within this time under the same key, an event is the earlier one (contract, `dedupeKey`). */
const dedupeWithinMs = dayMs;

const insertion = prepared((tx: WriteDb) =>
  tx
    .insert(events)
    .values({
      id: sql.placeholder('id'),
      type: sql.placeholder('type'),
      source: sql.placeholder('source'),
      subject: sql.placeholder('subject'),
      payload: sql.placeholder('payload'),
      at: sql.placeholder('at'),
      depth: sql.placeholder('depth'),
      runId: sql.placeholder('runId'),
      dedupeKey: sql.placeholder('dedupeKey'),
      ownerId: sql.placeholder('ownerId'),
      visibility: sql.placeholder('visibility'),
      matchedAt: null,
    })
    .returning()
    .prepare(),
);
const newest = prepared((read: ReadDb) =>
  read
    .select({ id: max(events.id) })
    .from(events)
    .prepare(),
);
const byId = prepared((read: ReadDb) =>
  read
    .select()
    .from(events)
    .where(eq(events.id, parameter('id')))
    .prepare(),
);

/**
 * Tells what happened from inside another act of the system: one row in its transaction, told after its commit. The
 * triggers are asked by the ticker. What has a `dedupeKey` that was told within a day is the earlier event.
 */
export function publishInside({ tx, changed }: Pick<Transaction, 'tx' | 'changed'>, event: NewEvent, now: number) {
  const earlier = findTwin(tx, event, now);
  if (earlier !== undefined) return { row: earlier, isNew: false };
  const row = insertion(tx).get({ ...event, id: nextId(tx, now), at: now });
  changed('events', row.id);
  return { row, isNew: true };
}

/** The order of ids is the order of commits, also after a restart with the clock set back: streams resume by it. */
function nextId(tx: WriteDb, now: number): string {
  const last = newestEventId(tx);
  const id = newId(now);
  return last === null || id > last ? id : newId(momentOf(last) + 1);
}

/** The millisecond a UUIDv7 was made in. */
function momentOf(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** The event its publisher told before under this key. */
export function findTwin(
  read: ReadDb,
  { dedupeKey, ownerId }: Pick<NewEvent, 'dedupeKey' | 'ownerId'>,
  now: number,
): EventRow | undefined {
  if (dedupeKey === null) return undefined;
  return read
    .select()
    .from(events)
    .where(
      and(sql`${events.ownerId} is ${ownerId}`, eq(events.dedupeKey, dedupeKey), gt(events.at, now - dedupeWithinMs)),
    )
    .orderBy(desc(events.at))
    .limit(1)
    .get();
}

/** The id of the event told last; null while there is none. */
export function newestEventId(read: ReadDb): string | null {
  return newest(read).get()?.id ?? null;
}

export function findEvent(read: ReadDb, id: string): EventRow | undefined {
  return byId(read).get({ id });
}

export function maySee(viewer: Viewer, event: Pick<EventRow, 'ownerId' | 'visibility'>): boolean {
  return viewer.isAdmin || event.visibility === 'shared' || event.ownerId === viewer.userId;
}

function visibleTo(viewer: Viewer): SQL | undefined {
  if (viewer.isAdmin) return undefined;
  return or(sql`+${events.ownerId} = ${viewer.userId}`, eq(events.visibility, 'shared'));
}

/** One's own and the shared ones, apart from each other: each part has an index in order of the ids, both have none. */
function visibleParts(viewer: Viewer): (SQL | undefined)[] {
  if (viewer.isAdmin) return [undefined];
  const shared = and(sql`${events.visibility} = 'shared'`, sql`${events.ownerId} is not ${viewer.userId}`);
  return [eq(events.ownerId, viewer.userId), shared];
}

/** A clock that is set back puts events behind ids of a later time; by up to this much their list stays exact. */
const clockSetBackMs = 600_000;

/**
 * Events the viewer may see, newest first. They are read in order of their ids from the end until the page is full,
 * or found by their type; there are never more of them than retention leaves.
 */
export function listEvents(read: ReadDb, viewer: Viewer, filter: EventFilter) {
  const before = decodeCursor(filter.cursor);
  if (before !== undefined && typeof before[1] !== 'string') throw invalid('cursor', 'is not one this server gave out');
  const from = filter.from === undefined ? undefined : Date.parse(filter.from);
  const to = filter.to === undefined ? undefined : Date.parse(filter.to);
  const wanted = and(
    before === undefined ? undefined : lt(events.id, before[1]),
    filter.type === undefined ? undefined : typeIs(readTypePattern(filter.type, 'type')),
    filter.source === undefined ? undefined : eq(events.source, filter.source),
    filter.subject === undefined ? undefined : eq(events.subject, filter.subject),
    from === undefined ? undefined : and(gte(events.at, from), gte(events.id, idsFrom(from))),
    to === undefined ? undefined : and(lt(events.at, to), lt(events.id, idsFrom(to + clockSetBackMs))),
  );
  const rows = visibleParts(viewer)
    .flatMap((part) =>
      read
        .select()
        .from(events)
        .where(and(part, wanted))
        .orderBy(desc(events.id))
        .limit(filter.limit + 1)
        .all(),
    )
    .toSorted((a, b) => (a.id < b.id ? 1 : -1));
  return pageOf(rows, filter.limit, { toItem: (row) => row, toPosition: (row) => [null, row.id] });
}

/** What was told after `after` up to `until` and the viewer may see, oldest first. */
export function listEventsAfter(
  read: ReadDb,
  viewer: Viewer,
  range: { after: string; until: string; limit: number },
): EventRow[] {
  return read
    .select()
    .from(events)
    .where(and(visibleTo(viewer), gt(events.id, range.after), lte(events.id, range.until)))
    .orderBy(asc(events.id))
    .limit(range.limit)
    .all();
}

/** Events as the contract shows them. */
export function toEvents(
  rows: readonly EventRow[],
  { viewer, listTriggered }: { viewer: Viewer; listTriggered: ListTriggered },
): Event[] {
  const triggered = listTriggered(
    viewer,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => toEvent(row, triggered.get(row.id) ?? []));
}

export function toEvent(row: EventRow, triggered: string[]): Event {
  return {
    id: row.id,
    type: row.type,
    source: row.source,
    subject: row.subject,
    payload: row.payload,
    at: toInstant(row.at),
    depth: row.depth,
    triggered,
  };
}
