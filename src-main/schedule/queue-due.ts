import { and, eq, getTableColumns, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Policy } from '#contract/policy.ts';
import { timeKinds } from '#contract/triggers.ts';
import { makeBoundedCache } from '../base/bounded-cache.ts';
import type { ReadDb, WriteDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { jobs, triggers } from '../db/schema/jobs.ts';
import { completeJob, nextFire, nextLook } from '../jobs/arm-triggers.ts';
import {
  firingsIfReadable,
  isTimeTrigger,
  type JobRow,
  type TimeTriggerRow,
  type TriggerRow,
} from '../jobs/job-store.ts';
import { type FoldedDecision, foldCatchUps } from '../jobs/policy/fold-catch-ups.ts';
import { gatesOf } from '../jobs/policy/gate.ts';
import { planTrigger, type TriggerDecision } from '../jobs/policy/plan-trigger.ts';
import { type Firings, shareFirings } from '../jobs/trigger/firings.ts';
import { type Deciding, fire } from './fire.ts';
import { writeOccurrence } from './occurrence-store.ts';
import { runsLeft, whyNoneLeft } from './runs-left.ts';
import { writeDown, writeOthers } from './write-down.ts';

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
  const due = dueTriggers(deciding.transaction.tx).all({ now: deciding.now });
  const firingsOf = shareFirings();
  for (const [id, rows] of Map.groupBy(due, ({ job }) => job.id)) {
    const giveUp = (error: Error) => giveUpJob(deciding, rows, { firingsOf, error });
    deciding.attempt({ what: 'job', id, giveUp }, () => decideJob(deciding, rows, firingsOf));
  }
  return due.length;
}

type DueTrigger = ReturnType<ReturnType<typeof dueTriggers>['all']>[number];

/** A job is decided about as a whole: what its triggers start together comes in the order of its moments. */
function decideJob(deciding: Deciding, rows: readonly DueTrigger[], firingsOf: Compile): void {
  const { transaction, now } = deciding;
  const job = rows[0]?.job;
  if (job === undefined) return;
  const asked = rows.flatMap(({ trigger }) =>
    isTimeTrigger(trigger) ? ask(deciding, { job, trigger, firingsOf }) : [],
  );
  const starts: Start[] = [];
  let isArmed = asked.length < rows.length; // not over while one of them could not be read
  for (const { trigger, decisions, firings } of foldWithinJob(deciding, job, asked)) {
    for (const decision of decisions) {
      if (decision.outcome === 'pending') starts.push({ trigger, firings, decision });
      else writeDown(deciding, { trigger, firings, decision });
    }
    const dueAt = nextLook(firings, now);
    rearm(transaction.tx).run({ id: trigger.id, dueAt, nextAt: nextFire(job, trigger, { firings, now }) });
    isArmed ||= dueAt !== null;
  }
  const waits = starts.some(({ decision }) => decision.isCatchUp);
  for (const { trigger, firings, decision } of starts.toSorted((a, b) => a.decision.at - b.decision.at)) {
    const { at: fireAt, isCatchUp, covers } = decision;
    const input = trigger.input ?? job.input;
    const { nominalAt: scheduledFor, isMoved } = firings.originOf(fireAt);
    fire(deciding, { job, trigger, scheduledFor, fireAt, isMoved, input, isCatchUp, waits, covers });
    writeOthers(deciding, { trigger, firings, fireAt });
  }
  if (!isArmed) completeJob(transaction, { id: job.id, now });
  transaction.changed('jobs', job.id);
}

interface Start {
  trigger: TimeTriggerRow;
  firings: Firings;
  decision: Extract<FoldedDecision, { outcome: 'pending' }>;
}

/** What a job cannot be decided about is left out, so that it is not met again at every look. */
function giveUpJob(
  { transaction, now }: Deciding,
  rows: readonly DueTrigger[],
  { firingsOf, error }: { firingsOf: Compile; error: Error },
): void {
  for (const { trigger, job } of rows) {
    const scheduledFor = trigger.dueAt ?? now;
    const row = { jobId: job.id, triggerId: trigger.id, scheduledFor, fireAt: scheduledFor };
    writeOccurrence(transaction.tx, { ...row, outcome: 'skipped', reason: 'fault', cause: error.message }, now);
    const firings = isTimeTrigger(trigger) ? firingsIfReadable(trigger, firingsOf) : null;
    const dueAt = firings === null ? null : nextLook(firings, now);
    rearm(transaction.tx).run({ id: trigger.id, dueAt, nextAt: dueAt });
    transaction.changed('jobs', job.id);
  }
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
  const firings = firingsIfReadable(trigger, question.firingsOf);
  if (firings === null) {
    rearm(deciding.transaction.tx).run({ id: trigger.id, dueAt: null, nextAt: null }); // the self-check tells of it
    return [];
  }
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
  return [{ trigger, firings, decisions: withinMaxRuns(deciding.transaction.tx, trigger, decisions) }];
}

/** With `run-once` a job catches up once, not once per trigger. */
function foldWithinJob({ absence }: Deciding, job: JobRow, asked: readonly AskedTrigger[]) {
  if (job.policy.misfire.policy !== 'run-once' || asked.length < 2) return asked;
  const plans = asked.map(({ trigger, decisions }) => {
    const { input, environment } = trigger;
    return { triggerId: trigger.id, input: { input: input ?? job.input, environment }, decisions };
  });
  const folded = foldCatchUps(plans, absence.reason);
  return asked.map((each, index) => ({ ...each, decisions: folded[index]?.decisions ?? each.decisions }));
}

/**
 * `maxRuns` counts occurrences that ran; those that wait to run count too, so that it is never exceeded. Where none is
 * left, nothing is made up for either.
 */
function withinMaxRuns(
  read: ReadDb,
  trigger: TriggerRow,
  decisions: readonly TriggerDecision[],
): readonly TriggerDecision[] {
  if (trigger.maxRuns === null) return decisions;
  let left = runsLeft(read, trigger);
  const isOver = left === 0;
  return decisions.map((decision) => {
    const { outcome, at } = decision;
    const wantsRun = outcome === 'pending' ? left-- <= 0 : outcome === 'coalesced' && isOver;
    if (!wantsRun) return decision;
    const { untilAt, count } = outcome === 'coalesced' ? decision : { untilAt: at, count: 1 };
    return { ...whyNoneLeft(trigger), outcome: 'skipped', at, untilAt, count };
  });
}
