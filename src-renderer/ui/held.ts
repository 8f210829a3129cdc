import { createContext, useContext } from 'react';

/** Whether nothing new starts at the moment, because somebody holds everything. */
export const Held = createContext(false);

export function useHeld(): boolean {
  return useContext(Held);
}
