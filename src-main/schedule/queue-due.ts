import { and, eq, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import type { Transaction } from '../audit/audit.ts';
import { newId } from '../base/ids.ts';
import type { ReadDb, WriteDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { jobs, occurrences, triggers } from '../db/schema/jobs.ts';
import { type JobRow, type TriggerRow, toTriggerTimes } from '../jobs/job-store.ts';
import { type FoldedDecision, foldCatchUps } from '../jobs/policy/fold-catch-ups.ts';
import { type Absence, planMisfire } from '../jobs/policy/misfire.ts';
import { refreshJob } from '../jobs/save-triggers.ts';
import { makeNextInstantMemo, seriesOf } from '../jobs/trigger/next-instant.ts';
import { findLiveOfKey, queueRun } from '../runs/queue-run.ts';
import { makeJobRunPlanner, type PlannedJob } from './plan-job-runs.ts';

/** Triggers decided in one transaction: long enough to be quick, short enough to let others write. */
const batchSize = 500;

const placeholder = sql.placeholder;
const dueTriggers = prepared((read: ReadDb) =>
  read
    .select({ trigger: triggers, job: jobs })
    .from(triggers)
    .innerJoin(jobs, eq(jobs.id, triggers.jobId))
    .where(and(isNotNull(triggers.nextAt), lte(triggers.nextAt, parameter('now')), isNull(triggers.deletedAt)))
    .orderBy(triggers.nextAt, triggers.jobId)
    .limit(batchSize)
    .prepare(),
);
const insertOccurrence = prepared((tx: WriteDb) =>
  tx
    .insert(occurrences)
    .values({
      id: placeholder('id'),
      jobId: placeholder('jobId'),
      triggerId: placeholder('triggerId'),
      scheduledFor: placeholder('scheduledFor'),
      fireAt: placeholder('scheduledFor'),
      outcome: placeholder('outcome'),
      reason: placeholder('reason'),
      cause: placeholder('cause'),
      runId: placeholder('runId'),
      until: placeholder('until'),
      count: placeholder('count'),
      decidedAt: placeholder('decidedAt'),
    })
    .onConflictDoNothing()
    .prepare(),
);
const rearm = prepared((tx: WriteDb) =>
  tx
    .update(triggers)
    .set({ nextAt: sql`${placeholder('nextAt')}` })
    .where(eq(triggers.id, parameter('id')))
    .prepare(),
);

/**
 * Decides about every instant that is due: its row in the ledger, its run if it fires, and the trigger's next instant,
 * all in the caller's transaction. Answers how many triggers it decided about; ask again while that is not zero.
 *
 * The unique key of the ledger is what keeps an instant from firing twice, whatever clock or process does.
 */
export function queueDue(
  transaction: Pick<Transaction, 'tx' | 'changed'>,
  moment: { now: number; absence: Absence },
): number {
  const { tx } = transaction;
  const due = dueTriggers(tx).all({ now: moment.now });
  const nextInstant = makeNextInstantMemo();
  const plan = makeJobRunPlanner(tx);

  for (const [, rows] of Map.groupBy(due, ({ job }) => job.id)) {
    const first = rows[0];
    if (first === undefined) continue;
    const { job } = first;
    for (const { trigger, decisions } of decide(
      job,
      rows.map((row) => row.trigger),
      moment,
    )) {
      const waits = decisions.some((decision) => decision.outcome === 'pending' && decision.isCatchUp);
      for (const decision of withinMaxRuns(tx, trigger, decisions))
        apply(transaction, { job, trigger, decision, waits, now: moment.now, plan });
      rearm(tx).run({ id: trigger.id, nextAt: nextInstant(toTriggerTimes(trigger), moment.now) });
    }
    refreshJob(tx, job);
    transaction.changed('jobs', job.id);
  }
  return due.length;
}

function decide(
  job: JobRow,
  due: TriggerRow[],
  moment: { now: number; absence: Absence },
): { trigger: TriggerRow; decisions: readonly FoldedDecision[] }[] {
  const plans = due.map((trigger) => ({
    trigger,
    triggerId: trigger.id,
    input: trigger.input,
    decisions: planMisfire({
      misfire: job.policy.misfire,
      series: seriesOf(toTriggerTimes(trigger)),
      decidedUntilAt: (trigger.nextAt ?? moment.now) - 1,
      nowAt: moment.now,
      absence: moment.absence,
    }),
  }));
  if (job.policy.misfire.policy !== 'run-once' || plans.length === 1) return plans;
  const folded = foldCatchUps(plans);
  return plans.map((plan, index) => ({ trigger: plan.trigger, decisions: folded[index]?.decisions ?? plan.decisions }));
}

/** `maxRuns` counts occurrences that ran; those that wait to run count too, so that it is never exceeded. */
function withinMaxRuns(
  read: ReadDb,
  trigger: TriggerRow,
  decisions: readonly FoldedDecision[],
): readonly FoldedDecision[] {
  if (trigger.maxRuns === null) return decisions;
  const pending =
    read
      .select({ n: sql<number>`count(*)` })
      .from(occurrences)
      .where(and(eq(occurrences.triggerId, trigger.id), eq(occurrences.outcome, 'pending')))
      .get()?.n ?? 0;
  let left = trigger.maxRuns - trigger.runsMade - pending;
  return decisions.filter((decision) => decision.outcome !== 'pending' || left-- > 0);
}

interface Application {
  job: JobRow;
  trigger: TriggerRow;
  decision: FoldedDecision;
  /** Among catch-ups of its trigger: they run one after another, and none is skipped for the one before it. */
  waits: boolean;
  now: number;
  plan: (job: JobRow) => PlannedJob;
}

function apply(
  transaction: Pick<Transaction, 'tx' | 'changed'>,
  { job, trigger, decision, waits, now, plan }: Application,
): void {
  const { tx } = transaction;
  const row = {
    id: newId(now),
    jobId: job.id,
    triggerId: trigger.id,
    scheduledFor: decision.at,
    outcome: decision.outcome as string,
    reason: null as string | null,
    cause: null as string | null,
    runId: null as string | null,
    until: null as number | null,
    count: null as number | null,
    decidedAt: now,
  };
  if (decision.outcome !== 'pending') {
    if (decision.count > 1) Object.assign(row, { until: decision.untilAt, count: decision.count });
    if (decision.outcome === 'missed') row.reason = decision.reason;
    else row.cause = `made up by the run of ${new Date(decision.into).toISOString()}`;
    insertOccurrence(tx).run(row);
    return;
  }

  const refusal = findRefusal(tx, { job, waits, plan });
  if (refusal !== undefined) {
    insertOccurrence(tx).run({ ...row, outcome: 'skipped', ...refusal });
    return;
  }
  const planned = plan(job);
  if ('refusal' in planned) return;
  // The ledger decides first: where this instant stands already, nothing is queued.
  const runId = newId(now);
  const isNew = insertOccurrence(tx).run({ ...row, runId }).changes === 1;
  if (!isNew) return;
  const request = planned.toRequest({
    input: trigger.input ?? job.input,
    timezone: trigger.timezone,
    origin: {
      reason: decision.isCatchUp ? 'catch-up' : 'schedule',
      triggerId: trigger.id,
      scheduledFor: decision.at,
      requestedBy: null,
    },
    covers: decision.covers > 1 ? decision.covers : null,
  });
  queueRun(transaction, request, { now, id: runId });
}

/** Why an instant that fires makes no run: overlap, or an agent that cannot run. Catch-ups wait, they never skip. */
function findRefusal(
  read: ReadDb,
  { job, waits, plan }: Pick<Application, 'job' | 'waits' | 'plan'>,
): { reason: string; cause: string } | undefined {
  const planned = plan(job);
  if ('refusal' in planned) return { reason: 'not-runnable', cause: planned.refusal };
  if (waits || planned.concurrencyKey === null) return undefined;
  const live = findLiveOfKey(read, planned.concurrencyKey);
  return live === undefined ? undefined : { reason: 'overlap', cause: `run ${live.id} was still going` };
}
