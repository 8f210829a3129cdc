import type { Facts } from '../settings/settings.ts';

/** When the ticker looked last, kept for the process after this one, so that it can say since when the app was off. */
export interface LastLook {
  /** Of a process before this one; null when nobody kept any. Epoch milliseconds. */
  find(): number | null;
  /** Keeps the moment, though not more often than needed; `isLast`: whatever the interval. */
  keep(at: number, options?: { isLast: boolean }): void;
}

const key = 'scheduler.lookedAt';
const keepEveryMs = 30_000;

export function makeLastLook(facts: Facts): LastLook {
  let keptAt: number | null = null;
  return {
    find: () => {
      const kept = facts.get(key);
      return typeof kept === 'number' ? kept : null;
    },
    keep: (at, { isLast } = { isLast: false }) => {
      if (at === keptAt || (!isLast && keptAt !== null && Math.abs(at - keptAt) < keepEveryMs)) return;
      facts.set(key, at);
      keptAt = at;
    },
  };
}
