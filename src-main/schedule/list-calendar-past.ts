import { type SQL, sql } from 'drizzle-orm';
import type { CalendarItem } from '#contract/scheduler.ts';
import { dayMs, toInstant } from '../base/clock.ts';
import type { ReadDb } from '../db/database.ts';
import { occurrences } from '../db/schema/jobs.ts';
import { runs } from '../db/schema/runs.ts';
import { earliestInstantFor, type TriggerRow } from '../jobs/job-store.ts';
import { listClockChanges, makeZone, toLocal, type Zone } from '../jobs/trigger/local-time.ts';
import type { CalendarScale } from './calendar-scale.ts';

/** Like rows of a trigger on one day of its zone: one of them, or some. */
interface Group {
  jobId: string;
  triggerId: string;
  outcome: CalendarItem['outcome'];
  reason: string | null;
  runStatus: string | null;
  /** Of nominal instants. */
  firstAt: number;
  lastAt: number;
  fireAt: number;
  untilAt: number;
  /** Of the row, where there is one. */
  runId: string | null;
  until: number | null;
  rows: number;
  count: number;
}

/** What the ledger says of these triggers, several like rows of one and a day of its zone as one. */
export function listCalendarPast(
  read: ReadDb,
  triggers: readonly TriggerRow[],
  { fromAt, toAt, mostPerDay }: CalendarScale,
): CalendarItem[] {
  const range = { fromAt: earliestFor(triggers, fromAt), toAt };
  const groups = [...Map.groupBy(triggers, ({ timezone }) => timezone)].flatMap(([zone, inZone]) =>
    listGroups(read, inZone, { ...range, zone: makeZone(zone) }),
  );
  const few = groups.filter(({ rows }) => rows > 1 && rows <= mostPerDay);
  const others = groups.filter(({ rows }) => rows === 1 || rows > mostPerDay);
  return [
    ...listRangesInto(read, triggers, range),
    ...others.map((group) => toItem(group)),
    ...(few.length === 0 ? [] : listRowsOf(read, few)),
  ].filter(({ at, until }) => Date.parse(until ?? at) >= fromAt && Date.parse(at) <= toAt);
}

/** The range is one of firings, the index one of nominal instants, which jitter and excluded days put earlier. */
function earliestFor(triggers: readonly TriggerRow[], fromAt: number): number {
  return triggers.reduce((earliest, trigger) => Math.min(earliest, earliestInstantFor(trigger, fromAt)), fromAt);
}

function listGroups(
  read: ReadDb,
  triggers: readonly TriggerRow[],
  { fromAt, toAt, zone }: { fromAt: number; toAt: number; zone: Zone },
): Group[] {
  const triggerIds = JSON.stringify(triggers.map(({ id }) => id));
  return read.all<Group>(sql`
    select o.job_id as jobId, o.trigger_id as triggerId, o.outcome, o.reason, r.status as runStatus,
      min(o.scheduled_for) as firstAt, max(o.scheduled_for) as lastAt,
      min(o.fire_at) as fireAt, max(coalesce(o.until, o.fire_at)) as untilAt,
      o.run_id as runId, o.until, count(*) as rows, sum(coalesce(o.count, 1)) as count
    from json_each(${triggerIds}) t
      cross join ${occurrences} o on o.trigger_id = t.value and o.scheduled_for between ${fromAt} and ${toAt}
      left join ${runs} r on r.id = o.run_id
    group by o.trigger_id, ${dayIn(zone, fromAt, toAt)}, o.outcome, o.reason, r.status`);
}

/** The calendar day of the zone at `o.scheduled_for`, for a range of instants. */
function dayIn(zone: Zone, fromAt: number, toAt: number): SQL {
  const changes = listClockChanges(zone, fromAt, toAt);
  const last = changes.at(-1);
  const offsetMs = last === undefined ? toLocal(zone, fromAt) - fromAt : last.toLocal - last.at;
  const cases = changes.map(({ at, fromLocal }) => sql`when o.scheduled_for < ${at} then ${fromLocal - at}`);
  const offset = cases.length === 0 ? sql`${offsetMs}` : sql`case ${sql.join(cases, sql` `)} else ${offsetMs} end`;
  // The driver binds every number as a real one, so the division has to be cut off
  return sql`cast((o.scheduled_for + ${offset}) / ${dayMs} as integer)`;
}

/** The rows behind groups that are told one by one. */
function listRowsOf(read: ReadDb, groups: readonly Group[]): CalendarItem[] {
  const keys = groups.map(({ triggerId, outcome, reason, runStatus, firstAt, lastAt }) => [
    triggerId,
    outcome,
    reason,
    runStatus,
    firstAt,
    lastAt,
  ]);
  return read
    .all<Group>(sql`
      select o.job_id as jobId, o.trigger_id as triggerId, o.outcome, o.reason, r.status as runStatus,
        o.fire_at as fireAt, coalesce(o.until, o.fire_at) as untilAt,
        o.run_id as runId, o.until, 1 as rows, coalesce(o.count, 1) as count
      from json_each(${JSON.stringify(keys)}) g
        cross join ${occurrences} o on o.trigger_id = g.value ->> 0 and o.scheduled_for between g.value ->> 4 and g.value ->> 5
        left join ${runs} r on r.id = o.run_id
      where o.outcome = g.value ->> 1 and o.reason is g.value ->> 2 and r.status is g.value ->> 3`)
    .map(toItem);
}

/** Range rows that begin before the range and reach into it: of each trigger it can only be the last one before. */
function listRangesInto(read: ReadDb, triggers: readonly TriggerRow[], { fromAt }: { fromAt: number }): CalendarItem[] {
  const triggerIds = JSON.stringify(triggers.map(({ id }) => id));
  return read
    .all<Group>(sql`
      select o.job_id as jobId, o.trigger_id as triggerId, o.outcome, o.reason, null as runStatus,
        o.fire_at as fireAt, o.until as untilAt, o.run_id as runId, o.until, 1 as rows, o.count
      from json_each(${triggerIds}) t cross join ${occurrences} o on o.id = (
        select id from ${occurrences} where trigger_id = t.value and scheduled_for < ${fromAt} and until is not null
        order by scheduled_for desc limit 1)
      where o.until >= ${fromAt}`)
    .map(toItem);
}

function toItem(group: Group): CalendarItem {
  const { jobId, triggerId, fireAt, untilAt, outcome, reason, runStatus, rows, count } = group;
  const isOne = rows === 1 && group.until === null;
  return {
    jobId,
    triggerId,
    at: toInstant(fireAt),
    outcome,
    reason,
    runId: rows === 1 ? group.runId : null,
    runStatus,
    ...(isOne ? {} : { until: toInstant(untilAt), count }),
  };
}
