import { useSyncExternalStore } from 'react';

/** What is asked about holding everything: to begin it, or to end it. */
export type AskedHold = 'hold' | 'release' | undefined;

let asked: AskedHold;
const listeners = new Set<() => void>();

/** Has the shell ask: from the palette, from a page, wherever one learns that everything is held. */
export function askHold(what: AskedHold): void {
  asked = what;
  for (const listener of listeners) listener();
}

export function useAskedHold(): AskedHold {
  return useSyncExternalStore(subscribe, () => asked);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
