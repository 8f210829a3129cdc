import type { Transaction } from '../audit/audit.ts';
import type { JobRow, TriggerRow } from './job-store.ts';
import type { ClosingReason } from './policy/gate.ts';

/** A trigger that does not go on as it was, and why; the trigger and its job are as they were. */
export interface Closing {
  readonly job: JobRow;
  readonly trigger: TriggerRow;
  /** What it is from now on; undefined where it fires no more. */
  readonly next: TriggerRow | undefined;
  readonly now: number;
  readonly reason: ClosingReason;
  readonly cause: string;
}

/**
 * Writes into the ledger what of a trigger came due and is not decided yet, in a hold say, and what is still on its
 * way. The room of the schedule, above, knows how.
 */
export type CloseTrigger = (transaction: Pick<Transaction, 'tx' | 'changed'>, closing: Closing) => void;
