import { sql } from 'drizzle-orm';
import type { ReadDb } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import { runs } from '../db/schema/runs.ts';

const runsOfEvents = prepared((read: ReadDb) =>
  read
    .select({ id: runs.id, eventId: runs.eventId })
    .from(runs)
    .where(sql`${runs.eventId} in (select value from json_each(${sql.placeholder('eventIds')}))`)
    .orderBy(runs.id)
    .prepare(),
);

/** The runs that events started, by event, oldest first. */
export function listTriggered(read: ReadDb, eventIds: readonly string[]): Map<string, string[]> {
  const byEvent = new Map<string, string[]>();
  for (const { id, eventId } of runsOfEvents(read).all({ eventIds: JSON.stringify(eventIds) })) {
    if (eventId === null) continue;
    const known = byEvent.get(eventId);
    if (known === undefined) byEvent.set(eventId, [id]);
    else known.push(id);
  }
  return byEvent;
}
