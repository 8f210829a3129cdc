import { sql } from 'drizzle-orm';
import type { EventOccurrence } from '#contract/events.ts';
import { isVisible } from '../access/listing.ts';
import type { Principal } from '../access/principal.ts';
import type { ReadDb } from '../db/database.ts';
import { collectedEvents, events } from '../db/schema/events.ts';
import { jobs, occurrences, triggers } from '../db/schema/jobs.ts';

/**
 * What came of an event at the jobs that waited for it and the principal may see, by name: alone, gathered with others,
 * where the last one stands in the ledger, or waiting for more.
 */
export function listEventOccurrences(read: ReadDb, principal: Principal, eventId: string): EventOccurrence[] {
  return read
    .all<EventOccurrence>(sql`
    with told as (
      select ${events.id} as id, ${events.at} as at, null as triggerId from ${events} where ${events.id} = ${eventId}
      union all
      select e.id, e.at, c.trigger_id
      from ${collectedEvents} c join ${events} e on e.id = c.gathered_into
      where c.event_id = ${eventId} and c.gathered_into <> ${eventId})
    select ${jobs.id} as jobId, o.outcome, o.reason, o.cause, o.run_id as runId, ${jobs.nameKey} as name
    from told cross join ${triggers} cross join ${occurrences} o
        on o.trigger_id = ${triggers.id} and o.scheduled_for = told.at and quote(o.event_id) = quote(told.id)
      join ${jobs} on ${jobs.id} = o.job_id
    where ${triggers.kind} = 'event' and coalesce(told.triggerId, ${triggers.id}) = ${triggers.id}
      and ${isVisible(jobs, principal)}
    union all
    select ${jobs.id}, 'pending', 'gathering', 'waits for more events', null, ${jobs.nameKey}
    from ${collectedEvents} c join ${triggers} on ${triggers.id} = c.trigger_id
      join ${jobs} on ${jobs.id} = ${triggers.jobId}
    where c.event_id = ${eventId} and c.gathered_into is null and ${isVisible(jobs, principal)}
    order by name`)
    .map(({ jobId, outcome, reason, cause, runId }) => ({ jobId, outcome, reason, cause, runId }));
}
