import { toInstant } from '../base/clock.ts';
import type { TimeTriggerRow } from '../jobs/job-store.ts';
import type { FoldedDecision } from '../jobs/policy/fold-catch-ups.ts';
import type { Firings } from '../jobs/trigger/firings.ts';
import type { Absence } from './absence.ts';
import type { Deciding } from './fire.ts';
import { movedWith } from './moved.ts';
import { writeOccurrence } from './occurrence-store.ts';

/** A decision that starts nothing. */
type Unstarted = Exclude<FoldedDecision, { outcome: 'pending' }>;

/** Everything but a start goes to the ledger at once. */
export function writeDown(
  { transaction, now, absence }: Pick<Deciding, 'transaction' | 'now' | 'absence'>,
  { trigger, firings, decision }: { trigger: TimeTriggerRow; firings: Firings; decision: Unstarted },
): void {
  const row = { jobId: trigger.jobId, triggerId: trigger.id, fireAt: decision.at };
  writeOccurrence(transaction.tx, { ...row, ...toLedger(decision, { firings, absence }) }, now);
  writeOthers({ transaction, now }, { trigger, firings, fireAt: decision.at });
}

/** What was moved to a firing that stands for another instant: whatever became of it, it would have come once. */
export function writeOthers(
  { transaction, now }: Pick<Deciding, 'transaction' | 'now'>,
  { trigger, firings, fireAt }: { trigger: TimeTriggerRow; firings: Firings; fireAt: number },
): void {
  for (const scheduledFor of firings.originOf(fireAt).others) {
    const row = { jobId: trigger.jobId, triggerId: trigger.id, scheduledFor, fireAt };
    writeOccurrence(transaction.tx, { ...row, outcome: 'coalesced', ...movedWith(fireAt) }, now);
  }
}

/** The decision in the words of the ledger. */
function toLedger(decision: Unstarted, { firings, absence }: { firings: Firings; absence: Absence }) {
  // of excluded days the instants themselves, not what they would have come to
  const nominalOf = (at: number) => (decision.reason === 'exclusion' ? at : firings.originOf(at).nominalAt);
  const range = {
    scheduledFor: nominalOf(decision.at),
    ...(decision.count > 1 ? { until: nominalOf(decision.untilAt), count: decision.count } : {}),
  };
  const { outcome, reason } = decision;
  if (outcome === 'missed') return { ...range, outcome, reason, cause: absence.cause };
  if (outcome !== 'coalesced') return { ...range, outcome, reason, cause: decision.cause };
  const madeUp = `made up by the run of ${toInstant(decision.into)}`;
  return { ...range, outcome, reason, cause: absence.cause === null ? madeUp : `${absence.cause}; ${madeUp}` };
}
