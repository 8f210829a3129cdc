import { and, between, desc, eq } from 'drizzle-orm';
import type { Occurrence } from '#contract/jobs.ts';
import { toInstant } from '../base/clock.ts';
import { invalid } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import { occurrences } from '../db/schema/jobs.ts';
import {
  isTimeTrigger,
  type JobRow,
  listTriggerIds,
  listTriggers,
  type TimeTriggerRow,
  toTriggerTimes,
} from '../jobs/job-store.ts';
import { type Gate, gateAt, gatesOf } from '../jobs/policy/gate.ts';
import { type Firings, firingsOf } from '../jobs/trigger/firings.ts';
import { listSeries } from '../jobs/trigger/series.ts';
import { findHold, type HoldRow } from '../runs/hold-store.ts';
import { foresee } from './foresee.ts';
import { findRangeInto, type OccurrenceRow } from './occurrence-store.ts';
import { runsLeft } from './runs-left.ts';

const dayMs = 86_400_000;

interface Range {
  fromAt: number;
  toAt: number;
  limit: number;
}

/**
 * The ledger of a job, newest first: what is decided from rows, what lies ahead computed, with what will become of it
 * as far as is known. Without bounds the last 24 hours. When there is more than `limit`, half of it at least is kept for
 * what is decided already, of what lies ahead the nearest stays, and it is not complete.
 */
export function listOccurrences(
  read: ReadDb,
  job: JobRow,
  asked: { from?: string | undefined; to?: string | undefined; limit: number; now: number },
): { items: Occurrence[]; isComplete: boolean } {
  const { limit, now } = asked;
  const fromAt = asked.from === undefined ? now - dayMs : Date.parse(asked.from);
  const toAt = asked.to === undefined ? now : Date.parse(asked.to);
  if (fromAt > toAt) throw invalid('from', `must not lie behind "to", which is ${toInstant(toAt)}`);
  const range = { fromAt, toAt, limit: limit + 1 };
  const decided = listDecided(read, job.id, range);
  const ahead = listAhead(read, job, { ...range, now });
  const room = Math.max(limit - decided.length, Math.floor(limit / 2));
  const shown = ahead.slice(0, room);
  const items = [...shown.toReversed(), ...decided.slice(0, limit - shown.length)];
  return { items, isComplete: decided.length + ahead.length <= limit };
}

/** Of each trigger by itself, also of those that were edited away: their rows stand together. */
function listDecided(read: ReadDb, jobId: string, range: Range): Occurrence[] {
  const { limit, fromAt } = range;
  return listTriggerIds(read, jobId)
    .flatMap((triggerId) => {
      const rows = read
        .select()
        .from(occurrences)
        .where(and(eq(occurrences.triggerId, triggerId), between(occurrences.scheduledFor, fromAt, range.toAt)))
        .orderBy(desc(occurrences.scheduledFor))
        .limit(limit)
        .all();
      const into = findRangeInto(read, { triggerId, fromAt });
      return into === undefined ? rows : [...rows, into];
    })
    .toSorted((a, b) => b.scheduledFor - a.scheduledFor)
    .slice(0, limit)
    .map(toOccurrence);
}

/** What is not decided yet, oldest first: it lies ahead, or is due and waits for the end of a hold. */
function listAhead(read: ReadDb, job: JobRow, range: Range & { now: number }): Occurrence[] {
  const hold = findHold(read);
  return listTriggers(read, [job.id])
    .flatMap((trigger) => (isTimeTrigger(trigger) ? listOfTrigger(read, { job, trigger, hold, range }) : []))
    .toSorted((a, b) => (a.scheduledFor < b.scheduledFor ? -1 : 1))
    .slice(0, range.limit);
}

function listOfTrigger(
  read: ReadDb,
  {
    job,
    trigger,
    hold,
    range,
  }: { job: JobRow; trigger: TimeTriggerRow; hold: HoldRow | undefined; range: Range & { now: number } },
): Occurrence[] {
  if (trigger.dueAt === null) return [];
  const firings = firingsOf(toTriggerTimes(trigger));
  const bounds = { after: Math.max(range.fromAt, trigger.dueAt) - 1, upTo: range.toAt, limit: range.limit };
  const gates = gatesOf(job, trigger);
  const fires = listFires(firings, { ...bounds, gates, openFromAt: trigger.dueAt, left: runsLeft(read, trigger) });
  const base = { id: null, jobId: job.id, triggerId: trigger.id, runId: null, eventId: null };
  return [
    ...fires.map(
      (fireAt): Occurrence => ({
        ...base,
        scheduledFor: toInstant(firings.nominalOf(fireAt)),
        fireAt: toInstant(fireAt),
        ...foresee(gateAt(gates, fireAt), hold, { fireAt, now: range.now }),
      }),
    ),
    ...listSeries(firings.excluded, bounds).map((at) => ({ ...base, ...foreseeExcluded(firings, at) })),
  ];
}

/** What a gate leaves out does not count for `maxRuns`; what fires before the range does. */
function listFires(
  { fires }: Firings,
  what: { after: number; upTo: number; limit: number; gates: readonly Gate[]; openFromAt: number; left: number },
): number[] {
  const { after, upTo, limit, gates } = what;
  const gatesEnd = gates.map(({ untilAt }) => untilAt).filter(Number.isFinite);
  const openAt = Math.max(what.openFromAt - 1, ...gatesEnd);
  const gated = listSeries(fires, { after, upTo: Math.min(upTo, openAt), limit });
  const left = what.left - (after > openAt ? fires.count(openAt, after) : 0);
  const open = listSeries(fires, { after: Math.max(after, openAt), upTo, limit: Math.min(limit, Math.max(0, left)) });
  return [...gated, ...open].slice(0, limit);
}

function foreseeExcluded(firings: Firings, at: number) {
  const toAt = firings.moveOf(at);
  const cause = `its day is excluded${toAt === null ? '' : `; moves to ${toInstant(toAt)}`}`;
  return {
    scheduledFor: toInstant(at),
    fireAt: toInstant(toAt ?? at),
    outcome: toAt === null ? ('skipped' as const) : ('upcoming' as const),
    reason: 'exclusion',
    cause,
  };
}

function toOccurrence(row: OccurrenceRow): Occurrence {
  return {
    id: row.id,
    jobId: row.jobId,
    triggerId: row.triggerId,
    scheduledFor: toInstant(row.scheduledFor),
    fireAt: toInstant(row.fireAt),
    outcome: row.outcome,
    reason: row.reason,
    cause: row.cause,
    runId: row.runId,
    eventId: row.eventId,
    ...(row.until === null ? {} : { until: toInstant(row.until) }),
    ...(row.count === null ? {} : { count: row.count }),
  };
}
