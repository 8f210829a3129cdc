import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { findUser } from '../access/user-rows.ts';
import { makeBoundedCache } from '../base/bounded-cache.ts';
import { AppError, invalid } from '../base/errors.ts';
import type { ReadDb } from '../db/database.ts';
import { parameter, prepared } from '../db/prepared.ts';
import { events } from '../db/schema/events.ts';
import { jobs, triggers } from '../db/schema/jobs.ts';
import type { EventRow } from '../events/event-store.ts';
import { isSystemType } from '../events/system-events.ts';
import { matchesType, readTypePattern } from '../events/type-pattern.ts';
import { isSpent } from '../jobs/arm-triggers.ts';
import { compileFilter } from '../jobs/trigger/check-event-trigger.ts';
import { collectEvent } from './collect-events.ts';
import { eventValue } from './event-input.ts';
import { type Deciding, leaveOut } from './fire.ts';
import { fireEvents } from './fire-events.ts';
import { gateOf, type WaitingTrigger } from './fire-moment.ts';
import { runsLeft, whyNoneLeft } from './runs-left.ts';

/** Chains of events caused by runs stop here (domain, "Triggers"). */
const deepestChain = 8;

// in the words of the partial index
const isOpen = sql`${triggers.kind} = 'event' and ${triggers.enabled} = 1 and ${triggers.deletedAt} is null`;
const patternsInUse = prepared((read: ReadDb) =>
  read.selectDistinct({ expr: triggers.expr }).from(triggers).where(isOpen).prepare(),
);
const waitingFor = prepared((read: ReadDb) =>
  read
    .select({ trigger: triggers, job: jobs })
    .from(triggers)
    .innerJoin(jobs, eq(jobs.id, triggers.jobId))
    .where(
      and(
        isOpen,
        eq(triggers.expr, parameter('expr')),
        inArray(jobs.state, ['active', 'paused']),
        isNull(jobs.deletedAt),
      ),
    )
    .orderBy(triggers.jobId, triggers.position)
    .prepare(),
);
const mostCompiled = 1_000;
const patterns = makeBoundedCache(mostCompiled, (text) => readTypePattern(text, 'trigger.expr'));
const filters = makeBoundedCache(mostCompiled, compileFilter);

/**
 * Asks every event trigger whether it waits for this event: those that fire make their occurrence and run in the
 * caller's transaction, those that collect remember it. Answers the runs.
 */
export function matchEvent(deciding: Deciding, event: EventRow): string[] {
  const { now, transaction } = deciding;
  const { tx } = transaction;
  const spent = makeBudget();
  const started = patternsInUse(tx)
    .all()
    .filter(({ expr }) => matchesType(patterns(expr), event.type))
    .flatMap(({ expr }) => waitingFor(tx).all({ expr }))
    .filter((waiting) => isMeant(tx, waiting, { event, now }))
    .flatMap((waiting) => take(deciding, waiting, { event, spent }));
  markMatched(deciding, event);
  return started;
}

/** The triggers have been asked about the event. */
export function markMatched({ transaction, now }: Deciding, { id }: EventRow): void {
  transaction.tx.update(events).set({ matchedAt: now }).where(eq(events.id, id)).run();
}

/** Whether a trigger waits for an event, its filter included. */
export function isAwaited(read: ReadDb, waiting: WaitingTrigger, told: { event: EventRow; now: number }): boolean {
  const { expr, filter } = waiting.trigger;
  const isOfType = matchesType(patterns(expr), told.event.type);
  return isOfType && isMeant(read, waiting, told) && passesFilter(filter, told.event) === true;
}

function isMeant(
  read: ReadDb,
  { trigger, job }: WaitingTrigger,
  { event, now }: { event: EventRow; now: number },
): boolean {
  // In a hold events wait, and triggers are made meanwhile; one that is made later than now tells of a clock set back
  if (trigger.createdAt > event.at && trigger.createdAt <= now) return false;
  if (event.at < (trigger.startAt ?? event.at) || event.at > (trigger.endAt ?? event.at)) return false;
  return mayStart(read, job, event);
}

/** What happens to somebody starts their own jobs; what they publish also whatever they might have started by hand. */
function mayStart(read: ReadDb, job: WaitingTrigger['job'], event: EventRow): boolean {
  if (event.ownerId === null || event.ownerId === job.ownerId || event.visibility === 'shared') return true;
  if (isSystemType(event.type)) return false;
  return job.visibility === 'shared' || findUser(read, event.ownerId)?.role === 'admin';
}

function take(
  deciding: Deciding,
  waiting: WaitingTrigger,
  { event, spent }: { event: EventRow; spent: Budget },
): string[] {
  const { trigger, job } = waiting;
  const at = { job, trigger, scheduledFor: event.at, fireAt: event.at, event: { id: event.id, depth: 0, value: null } };
  const verdict = spent.of(job.ownerId, () => passesFilter(trigger.filter, event));
  if (verdict === false) return [];
  if (verdict !== true) {
    leaveOut(deciding, at, { reason: 'filter-failed', cause: verdict.message });
    return [];
  }
  if (event.depth >= deepestChain) {
    const cause = `${event.depth} runs lie between this event and one from outside`;
    leaveOut(deciding, at, { reason: 'chain-too-long', cause });
    return [];
  }
  if (isSpent(trigger)) return [];
  if (runsLeft(deciding.transaction.tx, trigger) === 0) {
    leaveOut(deciding, at, whyNoneLeft(trigger));
    return [];
  }
  if (trigger.debounceSeconds === null && trigger.batch === null)
    return fireEvents(deciding, waiting, { gathered: { rows: [event], count: 1 } });
  const gate = gateOf(deciding, waiting, event.at);
  if (gate === undefined) return collectEvent(deciding, waiting, event);
  leaveOut(deciding, at, gate);
  return [];
}

/** Asking about one event may take so long for the filters of one owner; the others of theirs are not asked. */
const mostFilterMs = 200;
type Budget = ReturnType<typeof makeBudget>;

function makeBudget() {
  const spentMs = new Map<string, number>();
  return {
    of: (ownerId: string, ask: () => boolean | AppError): boolean | AppError => {
      const before = spentMs.get(ownerId) ?? 0;
      if (before > mostFilterMs)
        return invalid('filter', 'was not asked: the other filters of its owner took too long');
      const startedAt = performance.now();
      const verdict = ask();
      spentMs.set(ownerId, before + performance.now() - startedAt);
      return verdict;
    },
  };
}

/** A filter that cannot say anything about an event, for want of a field say, is told in the ledger. */
function passesFilter(filter: string | null, event: EventRow): boolean | AppError {
  if (filter === null) return true;
  try {
    return filters(filter).evaluate({ event: eventValue(event) }) === true;
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
}
