import type { Audit } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { coerceError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { findHold, findReleasedHold } from '../runs/hold-store.ts';
import { giveBackWaiting } from '../runs/waiting-clock.ts';
import type { Facts } from '../settings/settings.ts';
import { type Absence, away, sinceLook } from './absence.ts';
import { settleClockSetBack } from './clock-set-back.ts';
import { decideBatch, findDueAt } from './decide-due.ts';
import type { Holding } from './hold.ts';
import { makeLastLook } from './last-look.ts';

/** Wakes when something is due and has it queued. Timers are hints: every look compares the wall clock with the rows. */
export interface Ticker {
  start(): void;
  /** After an edit, a wake from sleep or a change of the clock: look now. */
  poke(): void;
  /** Looks now; settles when all that is due at this moment is decided, or could not be. */
  lookNow(): Promise<void>;
  stop(): void;
  beat(): { lastTickAt: number | null; latenessMs: number | null };
  /** No look since the start or a sleep: how long nobody was there to start anything is not in the rows yet. */
  isBehind(): boolean;
}

/** While something is due within the hour, the wall clock is compared this often (domain.md "Clock"). */
const nearMs = 1_000;
const nearHorizonMs = 3_600_000;
/** After a failure, on a full disk say: what is due stays due, so it must not be tried in a tight loop. */
const troubleMs = 1_000;
/** At least this often otherwise. */
const farMs = 30_000;
/** A look that comes later than planned by more than this comes after a sleep, or the clock was set forward. */
const sleepMs = 2_000;
/** A look goes on for so long before others get their turn. */
const turnMs = 25;
/** A clock that is set back by less is being adjusted, not set. */
const setBackMs = 1_000;

export function makeTicker(options: {
  audit: Audit;
  clock: Clock;
  logger: Logger;
  facts: Facts;
  holding: Pick<Holding, 'expire'>;
  onBattery: () => boolean;
  /** Stops live runs that gave way to another one; called after the commit. */
  stop: (runId: string, reason: string) => void;
}): Ticker {
  const { audit, clock, logger, facts, holding, onBattery, stop } = options;
  const lastLook = makeLastLook(facts);
  let timer: NodeJS.Timeout | undefined;
  let isStopped = true;
  let lastTickAt: number | null = null;
  let latenessMs: number | null = null;
  /** When the next look should come; one that comes later tells of a sleep. */
  let plannedAt: number | null = null;
  /** A look that is not over: there was more to decide than fits into one transaction. */
  let look: { now: number; absence: Absence } | undefined;
  /** After a failure each job is decided about by itself, so that one that cannot be does not hold up the others. */
  let isCareful = false;
  const waiting = new Map<() => void, number>();

  /** Called 1. by its own timer, 2. on start, 3. by poke. Never fails for good: an error is logged and the next look comes. */
  function tick(): void {
    clearTimeout(timer);
    if (isStopped) return;
    let inMs = troubleMs;
    try {
      look ??= beginLook(clock.now());
      const turnEndsAt = performance.now() + turnMs;
      let isMore = true;
      while (isMore && performance.now() < turnEndsAt) isMore = decideSome(look);
      if (isMore) inMs = 0;
      else {
        endLook(look.now);
        inMs = waitMs();
      }
    } catch (thrown) {
      logger.error({ error: coerceError(thrown) }, 'the ticker could not queue what is due; it will look again');
      look = undefined;
      isCareful = true;
      letGo(Number.POSITIVE_INFINITY);
    }
    plan(inMs);
  }

  function plan(inMs: number): void {
    if (isStopped) return;
    plannedAt = clock.now() + inMs;
    timer = setTimeout(tick, inMs);
  }

  function beginLook(now: number) {
    const lookedAt = lastTickAt ?? lastLook.find();
    if (lookedAt !== null && lookedAt - now > setBackMs) {
      logger.info({ from: lookedAt, to: now }, 'the clock was set back');
      const byMs = lookedAt - now;
      audit.write('the ledger records it', (transaction) => settleClockSetBack(transaction, { now, byMs }));
    }
    const absence = absenceAt(now);
    if (absence.cause !== null && lookedAt !== null) {
      logger.info({ from: lookedAt, to: now, reason: absence.reason }, 'time passed without a look');
      audit.write('a run moves on', ({ tx }) => giveBackWaiting(tx, { from: lookedAt, to: now }));
    }
    holding.expire(now);
    return { now, absence };
  }

  /** Before the first look of this process nothing ran at all; a look that is late is one after a sleep. */
  function absenceAt(now: number): Absence {
    if (lastTickAt === null) {
      const from = lastLook.find();
      return away('app-off', { from: from === null || from > now ? null : from, to: now });
    }
    return isLateAt(now, lastTickAt) ? away('asleep', { from: lastTickAt, to: now }) : sinceLook(lastTickAt, now);
  }

  function isLateAt(now: number, lookedAt: number): boolean {
    return now - (plannedAt ?? now) > sleepMs || now - lookedAt > farMs + sleepMs;
  }

  /** Decides one batch; answers whether there may be more. */
  function decideSome({ now, absence }: NonNullable<typeof look>): boolean {
    if (findHold(audit.read) !== undefined) return false;
    const dueAt = findDueAt(audit.read) ?? Number.POSITIVE_INFINITY;
    if (dueAt > now && findReleasedHold(audit.read) === undefined) return false;
    if (dueAt <= now) latenessMs = now - Math.max(dueAt, lastTickAt ?? now); // of the ticker itself: what passed while nobody looked is a misfire
    const { decided, toStop } = decideBatch(audit, { now, absence, onBattery: onBattery(), isCareful, logger });
    for (const { runId, reason } of toStop) stop(runId, reason);
    return decided > 0;
  }

  function endLook(now: number): void {
    look = undefined;
    isCareful = false;
    lastTickAt = now;
    lastLook.keep(now);
    letGo(now);
  }

  /** Those who wait for a look at a moment up to this one. */
  function letGo(until: number): void {
    for (const [go, since] of waiting) {
      if (since > until) continue;
      waiting.delete(go);
      go();
    }
  }

  function waitMs(): number {
    if (waiting.size > 0) return 0;
    const hold = findHold(audit.read);
    const dueAt = hold === undefined ? findDueAt(audit.read) : hold.until;
    if (dueAt === null) return farMs;
    const inMs = dueAt - clock.now();
    return inMs > nearHorizonMs ? farMs : Math.max(1, Math.min(nearMs, inMs));
  }

  function poke(): void {
    if (isStopped) return;
    clearTimeout(timer);
    plannedAt = Math.min(plannedAt ?? clock.now(), clock.now()); // what was planned before a sleep still tells of it
    timer = setTimeout(tick, 0);
  }

  return {
    start: () => {
      isStopped = false;
      tick();
    },
    poke,
    lookNow: () => {
      if (isStopped) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.set(resolve, clock.now());
      poke();
      return promise;
    },
    stop: () => {
      isStopped = true;
      look = undefined;
      clearTimeout(timer);
      letGo(Number.POSITIVE_INFINITY);
      if (lastTickAt === null) return;
      try {
        lastLook.keep(lastTickAt, { isLast: true });
      } catch (thrown) {
        logger.warn({ error: coerceError(thrown) }, 'when the ticker looked last could not be kept');
      }
    },
    beat: () => ({ lastTickAt, latenessMs }),
    isBehind: () => !isStopped && (lastTickAt === null || isLateAt(clock.now(), lastTickAt)),
  };
}
