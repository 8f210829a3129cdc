import { useSyncExternalStore } from 'react';

/** What a person chose on this device. None of it matters to anyone else, so the browser keeps it. */
export interface Preferences {
  /** `null` follows the system's languages. */
  language: string | null;
  singleKeyShortcuts: boolean;
  logTimes: boolean;
  logWrap: boolean;
  /** The first steps were put aside for the overview. */
  skipsFirstSteps: boolean;
}

const storageKey = 'automa.preferences';
const defaults: Preferences = {
  language: null,
  singleKeyShortcuts: true,
  logTimes: true,
  logWrap: false,
  skipsFirstSteps: false,
};
const listeners = new Set<() => void>();
let current = read();

/** The preferences as they are now; for code outside components. */
export function preferences(): Preferences {
  return current;
}

/** The preferences, and the component is drawn again when one changes. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences);
}

/** Changes some of them, here and at the next start. */
export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // A browser that keeps nothing still shows the choice until the page is left.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Preferences {
  try {
    return { ...defaults, ...(JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<Preferences>) }; // written above
  } catch {
    return defaults;
  }
}
