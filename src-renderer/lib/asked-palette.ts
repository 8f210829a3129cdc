import { useSyncExternalStore } from 'react';

/** What the palette is opened for: everything, or running something; undefined while nobody wants it. */
export type AskedPalette = 'all' | 'run' | undefined;

let asked: AskedPalette;
const listeners = new Set<() => void>();

/** Has the shell open the palette, or close it: from a key, a button, a page. */
export function askPalette(what: AskedPalette): void {
  asked = what;
  for (const listener of listeners) listener();
}

export function useAskedPalette(): AskedPalette {
  return useSyncExternalStore(subscribe, () => asked);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
