import { and, between, eq } from 'drizzle-orm';
import type { Caller } from '../access/caller.ts';
import { changeable } from '../access/ownership.ts';
import type { Audit, Transaction } from '../audit/audit.ts';
import { type Clock, toInstant } from '../base/clock.ts';
import { AppError, invalid } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { ReadDb } from '../db/database.ts';
import { occurrences } from '../db/schema/jobs.ts';
import {
  findJob,
  isTimeTrigger,
  type JobRow,
  listTriggers,
  type TimeTriggerRow,
  toTriggerTimes,
} from '../jobs/job-store.ts';
import { type Firings, firingsOf } from '../jobs/trigger/firings.ts';
import { listSeries } from '../jobs/trigger/series.ts';
import { queueRun } from '../runs/queue-run.ts';
import { catchUpKey } from './fire.ts';
import { findRangeInto, makeUp, type OccurrenceRow, takeOut, writeOccurrence } from './occurrence-store.ts';
import { makeJobPlanner, planStart } from './plan-job-runs.ts';
import { runsLeft } from './runs-left.ts';

/** A past window to make up for; moments in epoch milliseconds, both included. */
interface Window {
  fromAt: number;
  toAt: number;
  triggerId?: string | undefined;
  overlap: 'queue' | 'allow';
  limit: number;
  dryRun: boolean;
}

interface Missing {
  trigger: TimeTriggerRow;
  firings: Firings;
  scheduledFor: number;
  fireAt: number;
  /** What the ledger says of it: a row of its own, or one that stands for many; undefined where it says nothing. */
  known: KnownRow | undefined;
}

export type Backfill = ReturnType<typeof makeBackfill>;

/**
 * Queues every instant of a past window that did not run, oldest first: one after another, or side by side. What ran,
 * or waits to, is left alone, so asking twice does nothing twice. Refuses a window with more than `limit` of them.
 */
export function makeBackfill({ audit, clock }: { audit: Audit; clock: Clock }) {
  return (caller: Caller, jobId: string, window: Window) => {
    const job = changeable({ ...caller, ifRevision: undefined }, 'job', { id: jobId, row: findJob(audit.read, jobId) });
    const now = clock.now();
    if (window.toAt > now)
      throw invalid('to', `${toInstant(window.toAt)} lies ahead; a backfill makes up for the past`);
    if (window.fromAt > window.toAt) throw invalid('from', 'must not lie behind "to"');
    if (job.state === 'cancelled') throw new AppError('conflict', `job ${job.name} is cancelled, which is final`);
    const missing = listMissing(audit.read, job, window);
    if (missing.length > window.limit)
      throw invalid(
        'limit',
        `more than ${window.limit} instants did not run in this window; shorten it or raise the limit`,
      );
    if (window.dryRun || missing.length === 0) return missing.map((instant) => show(instant, null));
    return audit.transact(caller.context, (transaction) => {
      const made = missing.map((instant) => show(instant, start(transaction, { job, instant, window, caller, now })));
      transaction.record({
        action: 'job.backfill',
        resource: { type: 'job', id: job.id, name: job.name },
        details: {
          from: toInstant(window.fromAt),
          to: toInstant(window.toAt),
          overlap: window.overlap,
          runs: made.length,
        },
      });
      return made;
    });
  };
}

function listMissing(read: ReadDb, job: JobRow, window: Window): Missing[] {
  const chosen = listTriggers(read, [job.id])
    .filter(isTimeTrigger)
    .filter(({ id }) => window.triggerId === undefined || id === window.triggerId);
  if (chosen.length === 0)
    throw invalid('triggerId', `job ${job.name} has no such trigger whose instants can be computed`);
  return chosen.flatMap((trigger) => listOfTrigger(read, trigger, window)).toSorted((a, b) => a.fireAt - b.fireAt);
}

type KnownRow = Pick<OccurrenceRow, 'id' | 'scheduledFor' | 'outcome' | 'until' | 'count'>;

/** What the ledger has of a window, to be asked instant by instant. */
function readKnown(read: ReadDb, { triggerId, fromAt, toAt }: { triggerId: string; fromAt: number; toAt: number }) {
  const { id, scheduledFor, outcome, until, count } = occurrences;
  const rows: KnownRow[] = read
    .select({ id, scheduledFor, outcome, until, count })
    .from(occurrences)
    .where(and(eq(occurrences.triggerId, triggerId), between(scheduledFor, fromAt, toAt)))
    .all();
  const into = findRangeInto(read, { triggerId, fromAt });
  const ranges = [...(into === undefined ? [] : [into]), ...rows.filter((row) => row.count !== null)];
  const single = new Map(rows.filter((row) => row.count === null).map((row) => [row.scheduledFor, row]));
  return (at: number) => single.get(at) ?? ranges.find((row) => row.scheduledFor <= at && at <= (row.until ?? 0));
}

/** So many instants are compared with the ledger; more would keep others waiting. */
const mostInstants = 50_000;

function listOfTrigger(read: ReadDb, trigger: TimeTriggerRow, { fromAt, toAt, limit }: Window): Missing[] {
  const firings = firingsOf(toTriggerTimes(trigger));
  const count = firings.fires.count(fromAt - 1, toAt);
  if (count > mostInstants)
    throw invalid('from', `${count} instants lie in this window; shorten it to at most ${mostInstants}`);
  const findKnown = readKnown(read, { triggerId: trigger.id, fromAt, toAt });
  const missing: Missing[] = [];
  for (const fireAt of listSeries(firings.fires, { after: fromAt - 1, upTo: toAt, limit: count })) {
    const scheduledFor = firings.originOf(fireAt).nominalAt;
    const known = findKnown(scheduledFor);
    if (known?.outcome === 'ran' || known?.outcome === 'pending') continue;
    missing.push({ trigger, firings, scheduledFor, fireAt, known });
    if (missing.length > limit) return missing; // which tells that there are too many
  }
  const left = runsLeft(read, trigger);
  if (missing.length > left)
    throw new AppError(
      'conflict',
      `${missing.length} instants did not run, and of its ${trigger.maxRuns} runs the trigger has ${left} left; shorten the window or raise maxRuns`,
    );
  return missing;
}

function start(
  transaction: Transaction,
  { job, instant, window, caller, now }: { job: JobRow; instant: Missing; window: Window; caller: Caller; now: number },
): string | null {
  const { trigger, scheduledFor, fireAt, known } = instant;
  const requestedBy = caller.context.actor.name;
  const request = planStart(job, makeJobPlanner(transaction.tx)(job), {
    input: trigger.input ?? job.input,
    timezone: trigger.timezone,
    origin: { reason: 'catch-up', triggerId: trigger.id, scheduledFor, requestedBy, event: null },
    covers: null,
    trigger,
  });
  if ('refusal' in request) throw new AppError('conflict', request.refusal);
  const runId = newId(now);
  const decision = { outcome: 'pending' as const, reason: 'backfill', cause: `made up for by ${requestedBy}`, runId };
  const row = { jobId: job.id, triggerId: trigger.id, scheduledFor, fireAt, ...decision };
  if (known !== undefined && known.count === null) makeUp(transaction.tx, known.id, decision, now);
  else {
    if (known !== undefined) takeOut(transaction.tx, known.id, { at: scheduledFor, rest: nominalAfter(instant) });
    if (!writeOccurrence(transaction.tx, row, now).isNew) return null;
  }
  const concurrencyKey = window.overlap === 'allow' ? null : (request.concurrencyKey ?? catchUpKey(job));
  return queueRun(transaction, { ...request, concurrencyKey, waitsForPower: false }, { now, id: runId });
}

function* nominalAfter({ firings, fireAt }: Missing): Generator<number> {
  for (let at = firings.fires.next(fireAt); at !== null; at = firings.fires.next(at))
    yield firings.originOf(at).nominalAt;
}

function show({ trigger, scheduledFor }: Missing, runId: string | null) {
  return { triggerId: trigger.id, scheduledFor: toInstant(scheduledFor), runId };
}
