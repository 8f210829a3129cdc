import { eq } from 'drizzle-orm';
import type { Hold } from '#contract/scheduler.ts';
import type { Caller } from '../access/caller.ts';
import { systemActor } from '../access/principal.ts';
import type { Audit, AuditContext, Transaction } from '../audit/audit.ts';
import { type Clock, toInstant } from '../base/clock.ts';
import { invalid } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { holds } from '../db/schema/jobs.ts';
import type { Gate } from '../jobs/policy/gate.ts';
import { findHold, type HoldRow, toHold } from '../runs/hold-store.ts';
import { giveBackWaiting } from '../runs/waiting-clock.ts';
import { beginDeciding, decideDue } from './decide-due.ts';

/** "Hold everything": nothing new starts, live runs go on. */
export interface Holding {
  current(): Hold | null;
  /** Holds, or changes until when and why; 422 for a moment that has passed. */
  hold(caller: Caller, wish: { until?: string | null | undefined; reason: string }): Hold;
  /** Goes on; what fell due meanwhile is left out, or made up for as each job says. Without a hold nothing happens. */
  release(caller: Caller, how: { made: 'skip' | 'catch-up' }): void;
  /** Releases a hold whose time is over. */
  expire(now: number): void;
}

const resource = { type: 'scheduler', id: 'hold', name: 'hold everything' };

export function makeHolding(options: {
  audit: Audit;
  clock: Clock;
  boot: string;
  onBattery: () => boolean;
  /** Stops live runs that gave way to a catch-up; called after the commit. */
  stop: (runId: string, reason: string) => void;
}): Holding {
  const { audit, clock, boot, onBattery, stop } = options;

  function release(context: AuditContext, hold: HoldRow, made: 'skip' | 'catch-up'): void {
    const toStop = audit.transact(context, (transaction) => {
      const now = clock.now();
      const ended = settle(transaction, { hold, made, now });
      transaction.tx.update(holds).set({ endedAt: now }).where(eq(holds.id, hold.id)).run();
      giveBackWaiting(transaction.tx, { from: hold.since, to: now });
      transaction.record({ action: 'scheduler.release', resource, details: { made, since: toInstant(hold.since) } });
      transaction.changed('system', null);
      transaction.changed('runs', null);
      return ended;
    });
    for (const { runId, reason } of toStop) stop(runId, reason);
  }

  /** Decides about all that fell due while nothing was decided. */
  function settle(transaction: Transaction, what: { hold: HoldRow; made: 'skip' | 'catch-up'; now: number }) {
    const { hold, made, now } = what;
    const why = { reason: 'held', cause: causeOf(hold) } as const;
    const gate: Gate = { ...why, untilAt: now };
    const deciding = beginDeciding(transaction, {
      now,
      onBattery: onBattery(),
      absence: { ...why, leastGraceMs: 0 },
      ...(made === 'skip' ? { gate } : {}),
    });
    while (decideDue(deciding) > 0);
    return deciding.toStop;
  }

  return {
    current: () => {
      const hold = findHold(audit.read);
      return hold === undefined ? null : toHold(hold);
    },
    hold: (caller, { until, reason }) =>
      audit.transact(caller.context, ({ tx, record, changed }) => {
        const now = clock.now();
        const untilAt = until === undefined || until === null ? null : Date.parse(until);
        if (untilAt !== null && untilAt <= now) throw invalid('until', `${until} has passed already`);
        const wish = { until: untilAt, reason, heldBy: caller.context.actor.name };
        const present = findHold(tx);
        if (present === undefined)
          tx.insert(holds)
            .values({ ...wish, id: newId(now), since: now })
            .run();
        else tx.update(holds).set(wish).where(eq(holds.id, present.id)).run();
        record({ action: 'scheduler.hold', resource, details: { until: until ?? null, reason } });
        changed('system', null);
        return toHold({ id: '', since: now, endedAt: null, ...present, ...wish });
      }),
    release: (caller, { made }) => {
      const hold = findHold(audit.read);
      if (hold !== undefined) release(caller.context, hold, made);
    },
    expire: (now) => {
      const hold = findHold(audit.read);
      if (hold === undefined || hold.until === null || hold.until > now) return;
      release({ actor: systemActor, via: 'scheduler', requestId: boot }, hold, 'skip');
    },
  };
}

/** In words, for the ledger. */
export function causeOf({ heldBy, since, reason }: HoldRow): string {
  return `held by ${heldBy} since ${toInstant(since)}: ${reason}`;
}
