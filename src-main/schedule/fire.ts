import type { Transaction } from '../audit/audit.ts';
import { newId } from '../base/ids.ts';
import type { JobRow, TriggerRow } from '../jobs/job-store.ts';
import type { Gate } from '../jobs/policy/gate.ts';
import { planOverlap } from '../jobs/policy/overlap.ts';
import { findDuplicate, listLiveOfKey, markReplaced, queueRun, type RunRequest } from '../runs/queue-run.ts';
import type { Absence } from './absence.ts';
import type { Attempt } from './attempt.ts';
import { movedTo } from './moved.ts';
import { settleDeferred, writeOccurrence } from './occurrence-store.ts';
import { type PlannedJob, planStart } from './plan-job-runs.ts';

/** What every decision of a batch shares. */
export interface Deciding {
  transaction: Pick<Transaction, 'tx' | 'changed'>;
  now: number;
  onBattery: boolean;
  /** What instants that are late are late for. */
  absence: Absence;
  plan: (job: JobRow) => PlannedJob;
  /** What stands before every trigger: a hold that was released without making up for it. */
  gate: Gate | undefined;
  /** How each part of the batch is decided. */
  attempt: Attempt;
  /** Live runs that have to be stopped after the commit, with the reason. */
  toStop: { runId: string; reason: string }[];
}

/** One firing of a trigger that nothing of its own speaks against. */
export interface Firing {
  job: JobRow;
  trigger: TriggerRow;
  /** The nominal instant, and the moment it fires at. */
  scheduledFor: number;
  fireAt: number;
  /** It was moved here from an excluded day. */
  isMoved?: boolean;
  input: unknown;
  isCatchUp: boolean;
  /** Among catch-ups of its trigger: they run one after another, and none is skipped for the one before it. */
  waits: boolean;
  covers: number;
  /** The event, or the last of a batch; `value` is what expressions see, `depth` that of the events its run causes. */
  event?: { id: string; depth: number; value: unknown };
  /** The row of the ledger that waited for this moment. */
  deferredId?: string;
}

/**
 * Decides whether a firing makes a run, and writes both down: power, dedupe, overlap (domain, "Policy"), all from rows
 * within the caller's transaction. Answers the run's id, or null when there is none.
 */
export function fire(deciding: Deciding, firing: Firing): string | null {
  const { transaction, now } = deciding;
  const runId = newId(now);
  const decision = decide(deciding, firing);
  const isSettled = writeDecision(transaction, firing, {
    now,
    ...('request' in decision
      ? { outcome: 'pending' as const, ...whyNow(deciding, firing), runId }
      : { outcome: 'skipped' as const, reason: decision.reason, cause: decision.cause }),
  });
  // The ledger decides: where this instant stands already, nothing is queued.
  if (!isSettled || !('request' in decision)) return null;
  const reason = `replaced by run ${runId}`;
  markReplaced(transaction, decision.replaces, { by: runId, reason, now });
  deciding.toStop.push(...decision.replaces.map((id) => ({ runId: id, reason })));
  return queueRun(transaction, decision.request, { now, id: runId });
}

/** Leaves a firing out, with the reason. */
export function leaveOut(
  { transaction, now }: Pick<Deciding, 'transaction' | 'now'>,
  firing: Pick<Firing, 'job' | 'trigger' | 'scheduledFor' | 'fireAt' | 'event' | 'deferredId'>,
  why: { reason: string; cause: string | null },
): void {
  writeDecision(transaction, firing, { now, outcome: 'skipped', ...why });
}

type Decision = { request: RunRequest; replaces: readonly string[] } | { reason: string; cause: string };

function decide(deciding: Deciding, firing: Firing): Decision {
  const { transaction, now, onBattery, plan } = deciding;
  const { job, trigger, event } = firing;
  const { policy } = job;
  if (onBattery && policy.power.onBattery === 'skip')
    return { reason: 'power', cause: 'the machine was running on battery' };

  const request = planStart(job, plan(job), {
    input: firing.input,
    timezone: trigger.timezone,
    origin: {
      reason: reasonOf(firing),
      triggerId: trigger.id,
      scheduledFor: firing.scheduledFor,
      requestedBy: null,
      event: event === undefined ? null : { id: event.id, depth: event.depth },
    },
    covers: firing.covers > 1 ? firing.covers : null,
    trigger,
    ...(event === undefined ? {} : { event: event.value }),
  });
  if ('refusal' in request) return { reason: 'not-runnable', cause: request.refusal };

  if (request.dedupeKey !== null && policy.dedupe !== null) {
    const after = now - policy.dedupe.windowSeconds * 1_000;
    const earlier = findDuplicate(transaction.tx, { key: request.dedupeKey, after });
    if (earlier !== undefined) return { reason: 'dedupe', cause: `run ${earlier.id} had the same key` };
  }

  if (request.concurrencyKey === null)
    return { request: firing.isCatchUp ? { ...request, concurrencyKey: catchUpKey(job) } : request, replaces: [] };
  if (firing.waits || policy.overlap === 'allow') return { request, replaces: [] };
  const live = listLiveOfKey(transaction.tx, request.concurrencyKey);
  const overlap = planOverlap({ policy, live, maxConcurrent: request.maxConcurrent });
  return 'replaces' in overlap ? { request, replaces: overlap.replaces } : overlap;
}

/** What the ledger has to say of a firing that comes at another moment than its own. */
function whyNow(
  { absence }: Deciding,
  { isCatchUp, isMoved, fireAt }: Firing,
): { reason?: string; cause: string | null } {
  if (isMoved === true) return movedTo(fireAt);
  return { cause: isCatchUp ? absence.cause : null };
}

/** Catching up is one after another, also where runs of the job otherwise go side by side. */
export function catchUpKey(job: Pick<JobRow, 'id'>): string {
  return `catch-up:${job.id}`;
}

function reasonOf({ isCatchUp, trigger }: Firing): RunRequest['origin']['reason'] {
  if (trigger.kind === 'event' || trigger.kind === 'condition') return trigger.kind;
  return isCatchUp ? 'catch-up' : 'schedule';
}

function writeDecision(
  { tx, changed }: Deciding['transaction'],
  {
    job,
    trigger,
    scheduledFor,
    fireAt,
    event,
    deferredId,
  }: Pick<Firing, 'job' | 'trigger' | 'scheduledFor' | 'fireAt' | 'event' | 'deferredId'>,
  {
    now,
    ...decision
  }: { now: number; outcome: 'pending' | 'skipped'; reason?: string; cause?: string | null; runId?: string },
): boolean {
  if (decision.outcome === 'skipped') changed('jobs', job.id); // a run would tell of itself
  if (deferredId !== undefined) return settleDeferred(tx, deferredId, decision, now);
  const row = { jobId: job.id, triggerId: trigger.id, scheduledFor, fireAt, eventId: event?.id ?? null, ...decision };
  return writeOccurrence(tx, row, now).isNew;
}
