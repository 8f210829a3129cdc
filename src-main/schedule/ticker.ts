import type { Audit } from '../audit/audit.ts';
import type { Clock } from '../base/clock.ts';
import { coerceError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Absence } from '../jobs/policy/misfire.ts';
import { findHold } from '../runs/hold-store.ts';
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

export function makeTicker(options: {
  audit: Audit;
  clock: Clock;
  logger: Logger;
  holding: Pick<Holding, 'expire'>;
  onBattery: () => boolean;
  /** Stops live runs that gave way to another one; called after the commit. */
  stop: (runId: string, reason: string) => void;
}): Ticker {
  const { audit, clock, logger, holding, onBattery, stop } = options;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = true;
  let lastTickAt: number | null = null;
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
        const deciding = beginDeciding(transaction, { now, onBattery: onBattery() });
        return { decided: decideDue(deciding, absence), toStop: deciding.toStop };
      });
      for (const { runId, reason } of toStop) stop(runId, reason);
      isMore = decided > 0;
    }
  }

  /** Before the first look of this process nothing ran at all; later gaps are sleep (or a clock set forward). */
  function absenceAt(now: number): Absence {
    if (lastTickAt === null) return 'app-off';
    if (now - lastTickAt > farMs + sleepMs)
      logger.info({ from: lastTickAt, to: now }, 'time passed without a look: asleep, or the clock was set');
    return 'asleep';
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
    },
    beat: () => ({ lastTickAt, latenessMs }),
  };
}
