import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, dayMs } from './base/clock.ts';
import type { Logger } from './base/logger.ts';
import type { Facts } from './settings/settings.ts';

/** What is done once a day while a host runs. */
export interface Chore {
  name: string;
  /** Due at the start already, whenever it was done last. */
  isUrgent?: boolean;
  run(signal: AbortSignal): void | Promise<void>;
}

/** Timers stand still while the machine sleeps, so a day is not waited for in one piece. */
const lookEveryMs = 3_600_000;
/** What people and jobs want from a host that has just started comes first. */
const headStartMs = 60_000;

/** Does each chore once a day, one after another, until the signal aborts. When it was done last outlives the host. */
export async function keepHouse(
  chores: readonly Chore[],
  options: { facts: Facts; clock: Clock; logger: Logger; signal: AbortSignal; firstAfterMs?: number },
): Promise<void> {
  const { facts, clock, logger, signal, firstAfterMs = headStartMs } = options;
  const urgent = new Set(chores.filter(({ isUrgent }) => isUrgent).map(({ name }) => name));
  for (let waitMs = firstAfterMs; ; waitMs = lookEveryMs) {
    await delay(waitMs, undefined, { signal, ref: false }).catch(() => {});
    for (const { name, run } of chores) {
      if (signal.aborted) return;
      if (!urgent.has(name) && !isDue(facts.get(keyOf(name)), clock.now())) continue;
      try {
        await run(signal);
        urgent.delete(name);
        facts.set(keyOf(name), clock.now());
      } catch (error) {
        if (!signal.aborted)
          logger.warn({ chore: name, error }, 'a chore of the house was not done; it is tried again');
      }
    }
  }
}

/** A clock that was set back does not put it off for good. */
function isDue(doneAt: unknown, now: number): boolean {
  return typeof doneAt !== 'number' || now - doneAt >= dayMs || doneAt > now;
}

function keyOf(name: string): string {
  return `chore.${name}`;
}
