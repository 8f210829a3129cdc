import { useSyncExternalStore } from 'react';

/** One clock for everything that ticks: all figures of a page change in the same frame, and a hidden page sleeps. */
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setTimeout> | undefined;
let isStopped = false;

/** The time, to the second; the component is drawn again with every tick. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** The time, to the minute: for what is drawn again by the minute and not by the second. */
export function useMinute(): number {
  return useSyncExternalStore(subscribe, () => now - (now % 60_000));
}

/** Stands the clock still while what it would count from may no longer be true; `false` lets it go on. */
export function stopClock(isStill: boolean): void {
  isStopped = isStill;
  if (!isStopped && timer !== undefined) tick();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) tick();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearTimeout(timer);
    timer = undefined;
  };
}

function tick(): void {
  clearTimeout(timer);
  if (!isStopped) {
    now = Date.now();
    for (const listener of [...listeners]) listener();
  }
  timer = setTimeout(tick, 1_000 - (Date.now() % 1_000));
}
