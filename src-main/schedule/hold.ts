import { eq } from 'drizzle-orm';
import type { Hold } from '#contract/scheduler.ts';
import type { Caller } from '../access/caller.ts';
import { systemActor } from '../access/principal.ts';
import type { Audit, AuditContext } from '../audit/audit.ts';
import { type Clock, toInstant, toInstantOrNull } from '../base/clock.ts';
import { invalid } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { WriteDb } from '../db/database.ts';
import { holds } from '../db/schema/jobs.ts';
import type { Gate } from '../jobs/policy/gate.ts';
import { findHold, findReleasedHold, type HoldRow, type ReleasedHold, toHold } from '../runs/hold-store.ts';
import { giveBackWaiting } from '../runs/waiting-clock.ts';
import type { Absence } from './absence.ts';

/** "Hold everything": nothing new starts, live runs go on. What fell due meanwhile is decided by the ticker, afterwards. */
export interface Holding {
  current(): Hold | null;
  /** Holds, or changes until when and why; 422 for a moment that has passed. */
  hold(caller: Caller, wish: { until?: string | null | undefined; reason: string }): Hold;
  /** Goes on; what fell due meanwhile is left out, or made up for as each job says. Without a hold nothing happens. */
  release(caller: Caller, how: { made: Made }): void;
  /** Releases a hold whose time is over. */
  expire(now: number): void;
}

type Made = 'skip' | 'catch-up';
const resource = { type: 'scheduler', id: 'hold', name: 'hold everything' };

export function makeHolding({ audit, clock, boot }: { audit: Audit; clock: Clock; boot: string }): Holding {
  function release(context: AuditContext, hold: HoldRow, { made, endedAt }: { made: Made; endedAt: number }): void {
    audit.transact(context, ({ tx, record, changed }) => {
      tx.update(holds).set({ endedAt, made }).where(eq(holds.id, hold.id)).run();
      giveBackWaiting(tx, { from: hold.since, to: endedAt });
      const { since, reason, heldBy } = hold;
      record({ action: 'scheduler.release', resource, details: { made, since: toInstant(since), reason, heldBy } });
      changed('system', null);
      changed('runs', null);
    });
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
        // One that was released a moment ago goes on: what fell due in it is not decided yet
        const present = findHold(tx) ?? findReleasedHold(tx);
        const open = { ...wish, endedAt: null, made: null };
        if (present === undefined)
          tx.insert(holds)
            .values({ ...open, id: newId(now), since: now })
            .run();
        else tx.update(holds).set(open).where(eq(holds.id, present.id)).run();
        const asked = { until: toInstantOrNull(untilAt), reason };
        const before = present === undefined ? null : { until: toInstantOrNull(present.until), reason: present.reason };
        record({ action: 'scheduler.hold', resource, details: { from: before, to: asked } });
        changed('system', null);
        return toHold({ id: '', since: now, settledAt: null, ...present, ...open });
      }),
    release: (caller, { made }) => {
      const hold = findHold(audit.read);
      if (hold !== undefined) release(caller.context, hold, { made, endedAt: clock.now() });
    },
    expire: (now) => {
      const hold = findHold(audit.read);
      if (hold === undefined || hold.until === null || hold.until > now) return;
      const context = { actor: systemActor, via: 'scheduler' as const, requestId: boot };
      release(context, hold, { made: 'skip', endedAt: hold.until });
    },
  };
}

/** How a released hold bears on what fell due in it: left out, or late because of it. */
export function standingOf(hold: ReleasedHold, absence: Absence): { absence: Absence; gate?: Gate } {
  const why = { reason: 'held', cause: causeOf(hold) } as const;
  if (hold.made === 'skip') return { absence, gate: { ...why, untilAt: hold.endedAt } };
  return { absence: { ...why, leastGraceMs: 0 } };
}

/** Everything that fell due in a released hold has been decided about. */
export function settleHold(tx: WriteDb, hold: ReleasedHold, now: number): void {
  tx.update(holds).set({ settledAt: now }).where(eq(holds.id, hold.id)).run();
}

/** In words, for the ledger. */
export function causeOf({ heldBy, since, reason }: HoldRow): string {
  return `held by ${heldBy} since ${toInstant(since)}: ${reason}`;
}
