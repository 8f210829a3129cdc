import { and, between, desc, eq, gte, or } from 'drizzle-orm';
import type { Occurrence } from '#contract/jobs.ts';
import { dayMs, toInstant } from '../base/clock.ts';
import { invalid } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import { occurrences } from '../db/schema/jobs.ts';
import {
  earliestInstantFor,
  firingsOfTrigger,
  isTimeTrigger,
  type JobRow,
  listEveryTrigger,
  listTriggers,
  type TimeTriggerRow,
} from '../jobs/job-store.ts';
import { type Gate, gateAt, gatesOf } from '../jobs/policy/gate.ts';
import type { Firings } from '../jobs/trigger/firings.ts';
import { listSeries } from '../jobs/trigger/series.ts';
import { findHold, type HoldRow } from '../runs/hold-store.ts';
import { foresee } from './foresee.ts';
import { movedTo, movedWith } from './moved.ts';
import { findRangeInto, type OccurrenceRow } from './occurrence-store.ts';
import { runsLeft } from './runs-left.ts';

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
  const { limit, fromAt, toAt } = range;
  return listEveryTrigger(read, jobId)
    .flatMap((trigger) => {
      const { triggerId, scheduledFor, fireAt } = occurrences;
      const couldFire = between(scheduledFor, earliestInstantFor(trigger, fromAt), toAt);
      const rows = read
        .select()
        .from(occurrences)
        .where(and(eq(triggerId, trigger.id), couldFire, or(gte(scheduledFor, fromAt), gte(fireAt, fromAt))))
        .orderBy(desc(scheduledFor))
        .limit(limit)
        .all();
      const into = findRangeInto(read, { triggerId: trigger.id, fromAt });
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
  const { dueAt } = trigger;
  if (dueAt === null) return [];
  const firings = firingsOfTrigger(trigger);
  const bounds = { after: Math.max(range.fromAt, dueAt) - 1, upTo: range.toAt, limit: range.limit };
  const gates = gatesOf(job, trigger);
  const fires = listFires(firings, { ...bounds, gates, openFromAt: dueAt, left: runsLeft(read, trigger) });
  const base = { id: null, jobId: job.id, triggerId: trigger.id, runId: null, eventId: null };
  const fired = fires.map((fireAt): Occurrence => {
    const { nominalAt, isMoved } = firings.originOf(fireAt);
    const foreseen = foresee(gateAt(gates, fireAt), hold, { fireAt, now: range.now });
    const moved = isMoved && foreseen.reason === null ? movedTo(fireAt) : null;
    return { ...base, scheduledFor: toInstant(nominalAt), fireAt: toInstant(fireAt), ...foreseen, ...moved };
  });
  const known = new Set(fired.map(({ scheduledFor }) => scheduledFor));
  const excluded = listExcluded(firings, { ...range, dueAt }).map((each) => ({ ...base, ...each }));
  return [...fired, ...excluded.filter(({ scheduledFor }) => !known.has(scheduledFor))];
}

type Foreseen = Pick<Occurrence, 'scheduledFor' | 'fireAt' | 'outcome' | 'reason' | 'cause'>;

/** Those of excluded days that fire nowhere, or fire at a moment that is not decided yet. */
function listExcluded(firings: Firings, { fromAt, toAt, limit, dueAt }: Range & { dueAt: number }): Foreseen[] {
  const after = Math.max(fromAt, firings.isMoving ? firings.earliestFor(dueAt) : dueAt) - 1;
  return listSeries(firings.excluded, { after, upTo: toAt, limit })
    .map((at) => ({ at, fireAt: firings.moveOf(at) }))
    .filter(({ at, fireAt }) => (fireAt ?? at) >= dueAt)
    .map(({ at, fireAt }) => ({
      scheduledFor: toInstant(at),
      fireAt: toInstant(fireAt ?? at),
      ...foreseeExcluded(firings, at, fireAt),
    }));
}

function foreseeExcluded({ originOf }: Firings, at: number, fireAt: number | null) {
  if (fireAt === null) return { outcome: 'skipped' as const, reason: 'exclusion', cause: 'its day is excluded' };
  if (originOf(fireAt).nominalAt === at) return { outcome: 'upcoming' as const, ...movedTo(fireAt) };
  return { outcome: 'coalesced' as const, ...movedWith(fireAt) };
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
