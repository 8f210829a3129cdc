import { useSyncExternalStore } from 'react';

/** What one part of the interface asks of another that stands elsewhere; undefined while nobody asks. */
export interface Asked<What> {
  ask(what: What | undefined): void;
  useAsked(): What | undefined;
}

/** A place to ask such a thing in, for one module each. */
export function makeAsked<What>(): Asked<What> {
  let asked: What | undefined;
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    ask: (what) => {
      asked = what;
      for (const listener of listeners) listener();
    },
    useAsked: () => useSyncExternalStore(subscribe, () => asked),
  };
}
