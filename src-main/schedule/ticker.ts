import type { Audit } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { coerceError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { findHold } from '../runs/hold-store.ts';
import type { Facts } from '../settings/settings.ts';
import { type Absence, absenceSince } from './absence.ts';
import { beginDeciding, decideDue, findDueAt } from './decide-due.ts';
import type { Holding } from './hold.ts';

/** Wakes when something is due and has it queued. Timers are hints: every look compares the wall clock with the rows. */
export interface Ticker {
  start(): void;
  /** After an edit, a wake from sleep or a change of the clock: look now. */
  poke(): void;
  stop(): void;
  beat(): { lastTickAt: number | null; latenessMs: number | null };
}

/** While something is due within the hour, the wall clock is compared this often (domain.md "Clock"). */
const nearMs = 1_000;
const nearHorizonMs = 3_600_000;
/** After a failure, on a full disk say: what is due stays due, so it must not be tried in a tight loop. */
const troubleMs = 1_000;
/** At least this often otherwise. */
const farMs = 30_000;
/** A gap between two looks longer than this, beyond what was planned, means the machine slept. */
const sleepMs = 10_000;
/** That it looked is kept this often, so that the next process can say since when the app was off. */
const keepLookMs = 30_000;
const lastLook = 'scheduler.lookedAt';

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
  let timer: NodeJS.Timeout | undefined;
  let isStopped = true;
  let lastTickAt: number | null = null;
  let keptAt: number | null = null;
  let latenessMs: number | null = null;

  /** Called 1. by its own timer, 2. on start, 3. by poke. Never fails for good: an error is logged and the next look comes. */
  function tick(): void {
    clearTimeout(timer);
    if (isStopped) return;
    const now = clock.now();
    let inMs = troubleMs;
    try {
      holding.expire(now);
      if (findHold(audit.read) === undefined) decideAll(now, absenceAt(now));
      lastTickAt = now;
      if (keptAt === null || Math.abs(now - keptAt) >= keepLookMs) keepLook(now);
      inMs = waitMs();
    } catch (thrown) {
      logger.error({ error: coerceError(thrown) }, 'the ticker could not queue what is due; it will look again');
    }
    if (!isStopped) timer = setTimeout(tick, inMs);
  }

  function decideAll(now: number, absence: Absence): void {
    const dueAt = findDueAt(audit.read);
    if (dueAt === null || dueAt > now) return;
    latenessMs = now - Math.max(dueAt, lastTickAt ?? now); // of the ticker itself: what passed while nobody looked is a misfire
    for (let isMore = true; isMore; ) {
      const { decided, toStop } = audit.write('the ledger records it', (transaction) => {
        const deciding = beginDeciding(transaction, { now, onBattery: onBattery(), absence });
        return { decided: decideDue(deciding), toStop: deciding.toStop };
      });
      for (const { runId, reason } of toStop) stop(runId, reason);
      isMore = decided > 0;
    }
  }

  /** Before the first look of this process nothing ran at all; later gaps are sleep (or a clock set forward). */
  function absenceAt(now: number): Absence {
    if (lastTickAt === null) {
      const kept = facts.get(lastLook);
      return absenceSince(typeof kept === 'number' ? kept : null, { now, reason: 'app-off' });
    }
    if (now - lastTickAt > farMs + sleepMs)
      logger.info({ from: lastTickAt, to: now }, 'time passed without a look: asleep, or the clock was set');
    return absenceSince(lastTickAt, { now, reason: 'asleep' });
  }

  function keepLook(at: number): void {
    facts.set(lastLook, at);
    keptAt = at;
  }

  function waitMs(): number {
    const hold = findHold(audit.read);
    const dueAt = hold === undefined ? findDueAt(audit.read) : hold.until;
    if (dueAt === null) return farMs;
    const inMs = dueAt - clock.now();
    return inMs > nearHorizonMs ? farMs : Math.max(1, Math.min(nearMs, inMs));
  }

  return {
    start: () => {
      isStopped = false;
      tick();
    },
    poke: () => {
      if (isStopped) return;
      clearTimeout(timer);
      timer = setTimeout(tick, 0);
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      if (lastTickAt === null || lastTickAt === keptAt) return;
      try {
        keepLook(lastTickAt);
      } catch (thrown) {
        logger.warn({ error: coerceError(thrown) }, 'when the ticker looked last could not be kept');
      }
    },
    beat: () => ({ lastTickAt, latenessMs }),
  };
}
