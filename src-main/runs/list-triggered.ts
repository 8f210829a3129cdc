import { sql } from 'drizzle-orm';
import type { ReadDb } from '../db/database.ts';
import { collectedEvents } from '../db/schema/events.ts';
import { runs } from '../db/schema/runs.ts';
import type { Viewer } from '../events/event-store.ts';

interface Triggered {
  eventId: string;
  runId: string;
}

/**
 * The runs that events started and the viewer may see, by event, oldest first: alone, or gathered with others, where
 * the last one names the run.
 */
export function listTriggered(read: ReadDb, viewer: Viewer, eventIds: readonly string[]): Map<string, string[]> {
  const ids = JSON.stringify(eventIds);
  const isVisible = viewer.isAdmin ? sql`1` : sql`(r.owner_id = ${viewer.userId} or r.visibility = 'shared')`;
  const found = read.all<Triggered>(sql`
    select e.value as eventId, r.id as runId
    from json_each(${ids}) e cross join ${runs} r on r.event_id = e.value
    where ${isVisible}
    union
    select e.value, r.id
    from json_each(${ids}) e
      cross join ${collectedEvents} c on c.event_id = e.value
      cross join ${runs} r on r.event_id = c.gathered_into and r.trigger_id = c.trigger_id
    where ${isVisible}
    order by 2`);
  const byEvent = new Map<string, string[]>();
  for (const { eventId, runId } of found) byEvent.set(eventId, [...(byEvent.get(eventId) ?? []), runId]);
  return byEvent;
}
