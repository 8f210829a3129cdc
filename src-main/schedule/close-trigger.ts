import { AppError } from '../base/errors.ts';
import type { CloseTrigger, Closing } from '../jobs/closing.ts';
import { firingsOfTrigger, isTimeTrigger, type TimeTriggerRow, type TriggerRow } from '../jobs/job-store.ts';
import { gateAt, gatesOf } from '../jobs/policy/gate.ts';
import { planTrigger } from '../jobs/policy/plan-trigger.ts';
import type { Firings } from '../jobs/trigger/firings.ts';
import { writeOccurrence } from './occurrence-store.ts';
import { writeDown } from './write-down.ts';

/** Nothing is made up for, so it does not matter what it would be late for. */
const nowhere = { reason: 'held', cause: null, leastGraceMs: 0 } as const;

/**
 * A trigger that is edited, switched off, taken away or ends with its job leaves no instant without a row: what came
 * due under it and waits for a decision will not get one, and what was to come later by jitter or from an excluded day
 * will not come.
 */
export const closeTrigger: CloseTrigger = (transaction, closing) => {
  const { trigger, now } = closing;
  if (!isTimeTrigger(trigger) || trigger.dueAt === null) return;
  const firings = compile(trigger);
  if (firings === undefined) return;
  if (trigger.dueAt <= now) closeDue(transaction, { ...closing, trigger, firings, dueAt: trigger.dueAt });
  closeOutstanding(transaction, { ...closing, trigger, firings });
};

type Compiled = Closing & { trigger: TimeTriggerRow; firings: Firings };

function closeDue(transaction: Parameters<CloseTrigger>[0], closing: Compiled & { dueAt: number }): void {
  const { job, trigger, firings, dueAt, now, reason, cause } = closing;
  const decisions = planTrigger({
    firings,
    gates: [...gatesOf(job, trigger), { untilAt: now, reason, cause, outcome: 'cancelled' }],
    misfire: job.policy.misfire,
    decidedUntilAt: dueAt - 1,
    nowAt: now,
    absence: nowhere.reason,
  });
  for (const decision of decisions)
    if (decision.outcome !== 'pending')
      writeDown({ transaction, now, absence: nowhere }, { trigger, firings, decision });
}

function closeOutstanding({ tx }: Parameters<CloseTrigger>[0], closing: Compiled): void {
  const { job, trigger, next, firings, now, reason, cause } = closing;
  const comeStill = new Set(next === undefined ? [] : listOutstanding(compile(next), now));
  const row = { jobId: job.id, triggerId: trigger.id };
  for (const { nominalAt: scheduledFor, fireAt } of firings.outstandingAt(now)) {
    if (comeStill.has(scheduledFor)) continue;
    const gate = gateAt(gatesOf(job, trigger), fireAt);
    const why =
      gate === undefined
        ? ({ outcome: 'cancelled', reason, cause } as const)
        : ({ outcome: 'skipped', reason: gate.reason, cause: gate.cause } as const);
    writeOccurrence(tx, { ...row, scheduledFor, fireAt, ...why }, now);
  }
}

function listOutstanding(firings: Firings | undefined, now: number): number[] {
  return firings?.outstandingAt(now).map(({ nominalAt }) => nominalAt) ?? [];
}

/** Undefined for what has no instants of its own, or cannot be read any more. */
function compile(trigger: TriggerRow): Firings | undefined {
  if (!isTimeTrigger(trigger)) return undefined;
  try {
    return firingsOfTrigger(trigger);
  } catch (thrown) {
    if (thrown instanceof AppError) return undefined;
    throw thrown;
  }
}
