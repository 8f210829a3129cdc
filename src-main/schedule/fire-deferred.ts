import { and, eq, isNull, lte, sql } from 'drizzle-orm';
import type { ReadDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { jobs, occurrences, triggers } from '../db/schema/jobs.ts';
import { findEvent } from '../events/event-store.ts';
import { completeJob } from '../jobs/arm-triggers.ts';
import { gateAt, gatesOf } from '../jobs/policy/gate.ts';
import { regather } from './collect-events.ts';
import { type Deciding, fire, leaveOut } from './fire.ts';
import { startByEvents } from './fire-events.ts';
import type { WaitingTrigger } from './fire-moment.ts';
import { type OccurrenceRow, settleDeferred } from './occurrence-store.ts';

const dueDeferred = prepared((read: ReadDb) =>
  read
    .select({ occurrence: occurrences, trigger: triggers, job: jobs })
    .from(occurrences)
    .innerJoin(triggers, eq(triggers.id, occurrences.triggerId))
    .innerJoin(jobs, eq(jobs.id, occurrences.jobId))
    .where(
      and(
        sql`${occurrences.outcome} = 'pending'`, // written out, as the partial index has it
        isNull(occurrences.runId),
        lte(occurrences.fireAt, parameter('now')),
      ),
    )
    .orderBy(occurrences.fireAt)
    .prepare(),
);

/** Fires what was moved off an excluded day, or waited for its jitter, and whose moment has come. Answers how many. */
export function fireDeferred(deciding: Deciding): number {
  const due = dueDeferred(deciding.transaction.tx).all({ now: deciding.now });
  for (const { occurrence, ...waiting } of due) {
    const giveUp = ({ message: cause }: Error) =>
      leaveOut(deciding, { ...waiting, ...occurrence, deferredId: occurrence.id }, { reason: 'fault', cause });
    deciding.attempt({ what: 'occurrence', id: occurrence.id, giveUp }, () => {
      settle(deciding, waiting, occurrence);
      completeJob(deciding.transaction, { id: waiting.job.id, now: deciding.now });
      deciding.transaction.changed('jobs', waiting.job.id);
    });
  }
  return due.length;
}

function settle(deciding: Deciding, { trigger, job }: WaitingTrigger, occurrence: OccurrenceRow): void {
  const { transaction, now, absence } = deciding;
  const { id: deferredId, scheduledFor, fireAt, eventId } = occurrence;
  const isGone = job.deletedAt !== null || job.state === 'cancelled' || trigger.deletedAt !== null || !trigger.enabled;
  if (isGone) {
    const why =
      job.state === 'cancelled'
        ? { reason: 'job-cancelled', cause: job.stateReason }
        : { reason: 'trigger-gone', cause: 'its trigger was taken away or switched off' };
    settleDeferred(transaction.tx, deferredId, { outcome: 'cancelled', ...why }, now);
    return;
  }
  const gate = gateAt([...gatesOf(job, trigger), ...(deciding.gate === undefined ? [] : [deciding.gate])], fireAt);
  if (gate !== undefined) {
    leaveOut(deciding, { job, trigger, scheduledFor, fireAt, deferredId }, gate);
    return;
  }
  const isLate = now - fireAt > Math.max(job.policy.misfire.graceSeconds * 1_000, absence.leastGraceMs);
  if (isLate && job.policy.misfire.policy === 'skip') {
    settleDeferred(
      transaction.tx,
      deferredId,
      { outcome: 'missed', reason: absence.reason, cause: absence.cause },
      now,
    );
    return;
  }
  const event = eventId === null ? undefined : findEvent(transaction.tx, eventId);
  if (event !== undefined) {
    const gathered = regather(transaction.tx, trigger, event);
    startByEvents(deciding, { trigger, job }, { gathered, fireAt, deferredId });
    return;
  }
  const input = trigger.input ?? job.input;
  fire(deciding, {
    job,
    trigger,
    scheduledFor,
    fireAt,
    input,
    isCatchUp: isLate,
    waits: isLate,
    covers: 1,
    deferredId,
  });
}
