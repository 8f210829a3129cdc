import { and, eq, getTableColumns, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Policy } from '#contract/policy.ts';
import { timeKinds } from '#contract/triggers.ts';
import { makeBoundedCache } from '../base/bounded-cache.ts';
import { toInstant } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { ReadDb, WriteDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { jobs, triggers } from '../db/schema/jobs.ts';
import { completeJob, nextFire, nextLook } from '../jobs/arm-triggers.ts';
import { isTimeTrigger, type JobRow, type TimeTriggerRow, type TriggerRow, toTriggerTimes } from '../jobs/job-store.ts';
import { type FoldedDecision, foldCatchUps } from '../jobs/policy/fold-catch-ups.ts';
import { gatesOf } from '../jobs/policy/gate.ts';
import { planTrigger, type TriggerDecision } from '../jobs/policy/plan-trigger.ts';
import { type Firings, shareFirings } from '../jobs/trigger/firings.ts';
import type { Absence } from './absence.ts';
import { type Deciding, fire } from './fire.ts';
import { writeOccurrence } from './occurrence-store.ts';
import { runsLeft, whyNoneLeft } from './runs-left.ts';

/** Triggers decided in one transaction: long enough to be quick, short enough to let others write. */
const batchSize = 500;

/** Most jobs have one of a few policies; whoever reads a row leaves it as it is, so equal ones may be one object. */
const readPolicy = makeBoundedCache(100, (text): Policy => JSON.parse(text)); // checked by the contract before it was stored
const kindsOfTime = [...timeKinds];

/**
 * The triggers that have waited longest, and whatever else of their jobs is due, so that a job is decided about as a
 * whole. The inner query takes its rows in the order of `triggers_due` and stops; the plus sends the outer one to
 * `triggers_job` instead, as thousands may be due at the same instant.
 */
const dueTriggers = prepared((read: ReadDb) => {
  const early = alias(triggers, 'early');
  const isEarly = and(
    isNotNull(early.dueAt),
    lte(early.dueAt, parameter('now')),
    inArray(early.kind, kindsOfTime),
    isNull(early.deletedAt),
  );
  const jobsDue = read.select({ id: early.jobId }).from(early).where(isEarly).orderBy(early.dueAt).limit(batchSize);
  const policy = sql<Policy>`${jobs.policy}`.mapWith(readPolicy);
  return read
    .select({ trigger: triggers, job: { ...getTableColumns(jobs), policy } })
    .from(triggers)
    .innerJoin(jobs, eq(jobs.id, triggers.jobId))
    .where(
      and(
        inArray(triggers.jobId, jobsDue),
        sql`+${triggers.dueAt} <= ${parameter('now')}`,
        inArray(triggers.kind, kindsOfTime),
        isNull(triggers.deletedAt),
      ),
    )
    .orderBy(triggers.dueAt, triggers.jobId)
    .prepare();
});
const rearm = prepared((tx: WriteDb) =>
  tx
    .update(triggers)
    .set({ dueAt: sql`${sql.placeholder('dueAt')}`, nextAt: sql`${sql.placeholder('nextAt')}` })
    .where(eq(triggers.id, parameter('id')))
    .prepare(),
);

/**
 * Decides about every instant of a time trigger that is due: its row in the ledger, its run if it fires, and when to
 * look next, all in the caller's transaction. Answers how many triggers it decided about; ask again while that is not
 * zero.
 */
export function queueDue(deciding: Deciding): number {
  const { transaction, now } = deciding;
  const { tx } = transaction;
  const due = dueTriggers(tx).all({ now });
  const firingsOf = shareFirings();
  for (const [, rows] of Map.groupBy(due, ({ job }) => job.id)) {
    const first = rows[0];
    if (first === undefined) continue;
    const { job } = first;
    const asked = rows.flatMap(({ trigger }) =>
      isTimeTrigger(trigger) ? ask(deciding, { job, trigger, firingsOf }) : [],
    );
    let isArmed = asked.length < rows.length; // not over while one of them could not be read
    for (const { trigger, decisions, firings } of foldWithinJob(deciding, job, asked)) {
      const waits = decisions.some((decision) => decision.outcome === 'pending' && decision.isCatchUp);
      for (const decision of withinMaxRuns(tx, trigger, decisions))
        apply(deciding, { job, trigger, firings, decision, waits });
      const dueAt = nextLook(firings, now);
      rearm(tx).run({ id: trigger.id, dueAt, nextAt: nextFire(job, trigger, { firings, now }) });
      isArmed ||= dueAt !== null;
    }
    if (!isArmed) completeJob(transaction, { id: job.id, now });
    transaction.changed('jobs', job.id);
  }
  return due.length;
}

type Compile = ReturnType<typeof shareFirings>;

interface AskedTrigger {
  trigger: TimeTriggerRow;
  firings: Firings;
  decisions: readonly TriggerDecision[];
}

function ask(
  deciding: Deciding,
  question: { job: JobRow; trigger: TimeTriggerRow; firingsOf: Compile },
): AskedTrigger[] {
  const { job, trigger } = question;
  const firings = compile(deciding, trigger, question.firingsOf);
  if (firings === null) return [];
  const { now, gate, absence } = deciding;
  const { misfire } = job.policy;
  const decisions = planTrigger({
    firings,
    gates: [...gatesOf(job, trigger), ...(gate === undefined ? [] : [gate])],
    misfire: { ...misfire, graceSeconds: Math.max(misfire.graceSeconds, absence.leastGraceMs / 1_000) },
    decidedUntilAt: (trigger.dueAt ?? now) - 1,
    nowAt: now,
    absence: absence.reason,
  });
  return [{ trigger, firings, decisions }];
}

/** Null for an expression that was good when it was saved and is not any more: the others must not wait for it. */
function compile({ transaction }: Deciding, trigger: TimeTriggerRow, firingsOf: Compile): Firings | null {
  try {
    return firingsOf(toTriggerTimes(trigger));
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    rearm(transaction.tx).run({ id: trigger.id, dueAt: null, nextAt: null }); // the self-check tells of it
    return null;
  }
}

/** With `run-once` a job catches up once, not once per trigger. */
function foldWithinJob({ absence }: Deciding, job: JobRow, asked: readonly AskedTrigger[]) {
  if (job.policy.misfire.policy !== 'run-once' || asked.length < 2) return asked;
  const plans = asked.map(({ trigger, decisions }) => ({ triggerId: trigger.id, input: trigger.input, decisions }));
  const folded = foldCatchUps(plans, absence.reason);
  return asked.map((each, index) => ({ ...each, decisions: folded[index]?.decisions ?? each.decisions }));
}

/** `maxRuns` counts occurrences that ran; those that wait to run count too, so that it is never exceeded. */
function withinMaxRuns(
  read: ReadDb,
  trigger: TriggerRow,
  decisions: readonly FoldedDecision[],
): readonly FoldedDecision[] {
  if (trigger.maxRuns === null) return decisions;
  let left = runsLeft(read, trigger);
  return decisions.map((decision) => {
    const wantsRun = decision.outcome === 'pending' || decision.outcome === 'moved';
    if (!wantsRun || left-- > 0) return decision;
    return { ...whyNoneLeft(trigger), outcome: 'skipped', at: decision.at, untilAt: decision.at, count: 1 };
  });
}

function apply(
  deciding: Deciding,
  {
    job,
    trigger,
    firings,
    decision,
    waits,
  }: { job: JobRow; trigger: TimeTriggerRow; firings: Firings; decision: FoldedDecision; waits: boolean },
): void {
  const { transaction, now, absence } = deciding;
  const scheduledFor = firings.nominalOf(decision.at);
  if (decision.outcome === 'pending') {
    const { isCatchUp, covers } = decision;
    const input = trigger.input ?? job.input;
    fire(deciding, { job, trigger, scheduledFor, fireAt: decision.at, input, isCatchUp, waits, covers });
    return;
  }
  const row = { jobId: job.id, triggerId: trigger.id, fireAt: decision.at };
  writeOccurrence(transaction.tx, { ...row, ...toLedger(decision, { firings, absence }) }, now);
}

/** A decision that starts nothing, in the words of the ledger. */
function toLedger(
  decision: Exclude<FoldedDecision, { outcome: 'pending' }>,
  { firings, absence }: { firings: Firings; absence: Absence },
) {
  if (decision.outcome === 'moved' || decision.outcome === 'merged') {
    const to = toInstant(decision.toAt);
    const moved = { scheduledFor: decision.at, fireAt: decision.toAt, reason: 'exclusion' };
    return decision.outcome === 'moved'
      ? { ...moved, outcome: 'pending' as const, cause: `its day is excluded; moved to ${to}` }
      : { ...moved, outcome: 'coalesced' as const, cause: `its day is excluded; made up by the run of ${to}` };
  }
  const range = {
    scheduledFor: firings.nominalOf(decision.at),
    ...(decision.count > 1 ? { until: firings.nominalOf(decision.untilAt), count: decision.count } : {}),
  };
  const { outcome, reason } = decision;
  if (outcome === 'skipped') return { ...range, outcome, reason, cause: decision.cause };
  if (outcome === 'missed') return { ...range, outcome, reason, cause: absence.cause };
  const madeUp = `made up by the run of ${toInstant(decision.into)}`;
  return { ...range, outcome, reason, cause: absence.cause === null ? madeUp : `${absence.cause}; ${madeUp}` };
}
