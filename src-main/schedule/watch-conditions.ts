import { and, asc, eq, gt, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import type { Audit } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { coerceError } from '../base/errors.ts';
import type { Expression, LookupResults } from '../base/expression.ts';
import type { Logger } from '../base/logger.ts';
import type { ReadDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { jobs, triggers } from '../db/schema/jobs.ts';
import { completeJob, everyMs, isSpent, recallConditions } from '../jobs/arm-triggers.ts';
import { findJob, findTrigger, type TriggerRow } from '../jobs/job-store.ts';
import { nextEdge } from '../jobs/policy/condition-edge.ts';
import { compileCondition } from '../jobs/trigger/check-condition.ts';
import { findHold } from '../runs/hold-store.ts';
import { beginDeciding } from './decide-due.ts';
import { makeFairPool } from './fair-pool.ts';
import { type Deciding, fire, leaveOut } from './fire.ts';
import { fireMoment, type WaitingTrigger } from './fire-moment.ts';
import { runsLeft, whyNoneLeft } from './runs-left.ts';

/** Finds out what a condition asks about: the machine now, and what its calls look up. Never fails for what is not there. */
export type LookAround = (
  calls: Expression['calls'],
  by: { jobId: string },
) => Promise<{ values: Readonly<Record<string, unknown>>; found: LookupResults }>;

/** Evaluates conditions when their time has come, and fires those that rise. */
export interface ConditionWatch {
  start(): void;
  /** A job was edited: look anew at when the next evaluation is due. */
  poke(): void;
  stop(): void;
}

/** Evaluated at once; each may wait for the network. */
const mostAtOnce = 20;
/**
 * At least this often: a hold may be over, or an evaluation have failed. None is due sooner after its last one
 * (contract), so whoever ends need not set the timer.
 */
const lookAgainMs = 5_000;
/** What the two clocks may drift apart by without one having been set. */
const driftMs = 1_000;

/** The kind as its index has it. */
const isArmed = and(
  isNotNull(triggers.dueAt),
  sql`${triggers.kind} = 'condition'`,
  isNull(triggers.deletedAt),
  inArray(jobs.state, ['active', 'paused']),
);
const dueConditions = prepared((read: ReadDb) =>
  read
    .select({ id: triggers.id, ownerId: jobs.ownerId })
    .from(triggers)
    .innerJoin(jobs, eq(jobs.id, triggers.jobId))
    .where(and(isArmed, lte(triggers.dueAt, parameter('now'))))
    .orderBy(asc(triggers.dueAt))
    .prepare(),
);
const nextEvaluation = prepared((read: ReadDb) =>
  read
    .select({ at: triggers.dueAt })
    .from(triggers)
    .innerJoin(jobs, eq(jobs.id, triggers.jobId))
    .where(and(isArmed, gt(triggers.dueAt, parameter('now'))))
    .orderBy(asc(triggers.dueAt))
    .prepare(),
);

/** The conditions to be evaluated, those that have waited longest first. */
export function listDueConditions(read: ReadDb, now: number): { id: string; ownerId: string }[] {
  return dueConditions(read).all({ now });
}

/** When the next condition after `now` is to be evaluated; null while there is none. */
export function findNextEvaluation(read: ReadDb, now: number): number | null {
  return nextEvaluation(read).get({ now })?.at ?? null;
}

export function makeConditionWatch(options: {
  audit: Audit;
  clock: Clock;
  logger: Logger;
  lookAround: LookAround;
  onBattery: () => boolean;
  /** Stops live runs that gave way to another one; called after the commit. */
  stop: (runId: string, reason: string) => void;
}): ConditionWatch {
  const { audit, clock, logger, lookAround, onBattery, stop } = options;
  const pool = makeFairPool({ mostAtOnce, work: evaluate });
  let timer: NodeJS.Timeout | undefined;
  let isStopped = true;
  /** By how much the wall clock leads the elapsed time, at its most; nobody knows what it did before the first look. */
  let leadMs = Number.POSITIVE_INFINITY;

  /** Called 1. by its own timer, 2. on start, 3. by poke. */
  function look(): void {
    let inMs = lookAgainMs;
    try {
      const now = clock.now();
      followClock(now);
      pool.offer(findHold(audit.read) === undefined ? listDueConditions(audit.read, now) : []);
      const nextAt = findNextEvaluation(audit.read, now);
      if (nextAt !== null) inMs = Math.min(inMs, nextAt - now);
    } catch (thrown) {
      logger.error({ error: coerceError(thrown) }, 'conditions could not be looked at; trying again');
    }
    schedule(inMs);
  }

  function followClock(now: number): void {
    const currentMs = now - clock.monotonic();
    const wasSetBack = currentMs < leadMs - driftMs;
    if (wasSetBack) audit.write('the ledger records it', (transaction) => recallConditions(transaction, now));
    leadMs = wasSetBack ? currentMs : Math.max(leadMs, currentMs);
  }

  function schedule(inMs: number): void {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(look, inMs);
  }

  async function evaluate(triggerId: string): Promise<void> {
    if (isStopped) return;
    try {
      const trigger = findDue(triggerId); // again: it may have waited for its turn
      if (trigger === undefined || findHold(audit.read) !== undefined) return;
      const seen = await ask(trigger);
      if (!isStopped) decide(trigger, seen);
    } catch (thrown) {
      logger.error({ error: coerceError(thrown), triggerId }, 'a condition could not be looked at; trying again');
    }
  }

  function findDue(id: string): TriggerRow | undefined {
    const trigger = findTrigger(audit.read, id);
    const isDue = trigger !== undefined && trigger.dueAt !== null && trigger.dueAt <= clock.now();
    return isDue ? trigger : undefined;
  }

  async function ask({ expr, jobId }: TriggerRow): Promise<boolean | Error> {
    try {
      const condition = compileCondition(expr);
      const { values, found } = await lookAround(condition.calls, { jobId });
      return condition.evaluate(values, found) === true;
    } catch (thrown) {
      return coerceError(thrown);
    }
  }

  function decide(trigger: TriggerRow, seen: boolean | Error): void {
    const toStop = audit.write('the ledger records it', (transaction) => {
      if (findHold(transaction.tx) !== undefined) return []; // it began meanwhile; after it there is another look
      const deciding = beginDeciding(transaction, { now: clock.now(), onBattery: onBattery() });
      settle(deciding, trigger, seen);
      return deciding.toStop;
    });
    for (const { runId, reason } of toStop) stop(runId, reason);
  }

  return {
    start: () => {
      isStopped = false;
      schedule(0);
    },
    poke: () => schedule(0),
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** Writes down what was seen of a condition, unless it was edited meanwhile, and fires on its rising edge. */
function settle(deciding: Deciding, asked: TriggerRow, seen: boolean | Error): void {
  const { transaction, now } = deciding;
  const { tx } = transaction;
  const trigger = findTrigger(tx, asked.id);
  const job = findJob(tx, asked.jobId);
  if (trigger === undefined || job === undefined || trigger.dueAt !== asked.dueAt) return;
  const isOver = trigger.endAt !== null && trigger.endAt <= now;
  const dueAt = isOver ? null : now + everyMs(trigger);
  if (seen instanceof Error) {
    leaveOut(
      deciding,
      { job, trigger, scheduledFor: now, fireAt: now },
      { reason: 'condition-failed', cause: seen.message },
    );
    tx.update(triggers).set({ dueAt }).where(eq(triggers.id, trigger.id)).run();
    return;
  }
  const { fires, ...state } = nextEdge(trigger, { holds: seen, now, forSeconds: trigger.forSeconds });
  tx.update(triggers)
    .set({ ...state, dueAt })
    .where(eq(triggers.id, trigger.id))
    .run();
  if (fires && !isOver) fireCondition(deciding, { trigger, job });
  completeJob(transaction, { id: job.id, now });
}

function fireCondition(deciding: Deciding, waiting: WaitingTrigger): void {
  const { transaction, now } = deciding;
  const { trigger, job } = waiting;
  const at = { job, trigger, scheduledFor: now, fireAt: now };
  if (isSpent(trigger)) return;
  if (runsLeft(transaction.tx, trigger) === 0) {
    leaveOut(deciding, at, whyNoneLeft(trigger));
    return;
  }
  if (fireMoment(deciding, waiting, { at: now }) === null) return;
  fire(deciding, { ...at, input: trigger.input ?? job.input, isCatchUp: false, waits: false, covers: 1 });
}
