import { asc, isNull } from 'drizzle-orm';
import type { ReadDb } from '../db/database.ts';
import { prepared } from '../db/prepared.ts';
import { events } from '../db/schema/events.ts';
import type { EventRow } from '../events/event-store.ts';
import type { CloseTrigger, Closing } from '../jobs/closing.ts';
import {
  firingsIfReadable,
  firingsOfTrigger,
  isTimeTrigger,
  type TimeTriggerRow,
  type TriggerRow,
} from '../jobs/job-store.ts';
import { gateAt, gatesOf } from '../jobs/policy/gate.ts';
import { planTrigger } from '../jobs/policy/plan-trigger.ts';
import type { Firings } from '../jobs/trigger/firings.ts';
import { isAwaited } from './match-event.ts';
import { writeOccurrence } from './occurrence-store.ts';
import { writeDown } from './write-down.ts';

/** Nothing is made up for, so it does not matter what it would be late for. */
const nowhere = { reason: 'held', cause: null, leastGraceMs: 0 } as const;

/**
 * A trigger that is edited, switched off, taken away or ends with its job leaves no instant and no event without a row:
 * what came due under it and waits for a decision will not get one, and what was to come later by jitter or from an
 * excluded day will not come.
 */
export const closeTrigger: CloseTrigger = (transaction, closing) => {
  const { job, trigger, now } = closing;
  if (job.state !== 'active' && job.state !== 'paused') return; // it was closed then
  if (trigger.kind === 'event' && trigger.enabled) closeEvents(transaction, closing);
  if (!isTimeTrigger(trigger) || trigger.dueAt === null) return;
  const firings = firingsIfReadable(trigger);
  if (firings === null) return;
  if (trigger.dueAt <= now) closeDue(transaction, { ...closing, trigger, firings, dueAt: trigger.dueAt });
  closeOutstanding(transaction, { ...closing, trigger, firings });
};

const untold = prepared((read: ReadDb) =>
  read.select().from(events).where(isNull(events.matchedAt)).orderBy(asc(events.id)).prepare(),
);

/** In a hold triggers are not asked about what was told; this one will not be any more, or not as it was. */
function closeEvents({ tx }: Parameters<CloseTrigger>[0], closing: Closing): void {
  const { job, trigger, next, now } = closing;
  const isAskedStill = ({ at }: EventRow) => next?.kind === 'event' && next.createdAt <= at;
  for (const event of untold(tx).all()) {
    if (isAskedStill(event) || !isAwaited(tx, { job, trigger }, { event, now })) continue;
    const row = { jobId: job.id, triggerId: trigger.id, scheduledFor: event.at, fireAt: event.at, eventId: event.id };
    writeOccurrence(tx, { ...row, ...whyNot(closing, event.at) }, now);
  }
}

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
  const { job, trigger, next, firings, now } = closing;
  const comeStill = new Set(listOutstanding(next, now));
  const row = { jobId: job.id, triggerId: trigger.id };
  for (const { nominalAt: scheduledFor, fireAt } of firings.outstandingAt(now)) {
    if (comeStill.has(scheduledFor)) continue;
    writeOccurrence(tx, { ...row, scheduledFor, fireAt, ...whyNot(closing, fireAt) }, now);
  }
}

/** What a pause or a skip would have let pass is theirs. */
function whyNot({ job, trigger, reason, cause }: Closing, at: number) {
  const gate = gateAt(gatesOf(job, trigger), at);
  if (gate === undefined) return { outcome: 'cancelled', reason, cause } as const;
  return { outcome: 'skipped', reason: gate.reason, cause: gate.cause } as const;
}

function listOutstanding(trigger: TriggerRow | undefined, now: number): number[] {
  if (trigger === undefined || !isTimeTrigger(trigger)) return [];
  return firingsOfTrigger(trigger)
    .outstandingAt(now)
    .map(({ nominalAt }) => nominalAt);
}
