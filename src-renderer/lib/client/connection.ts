export type ConnectionState = 'connecting' | 'online' | 'offline';

/** Whether the core answers at the moment; what the shell shows and live streams wait for. */
export interface Connection {
  state(): ConnectionState;
  /** Since when that is so. */
  since(): number;
  /** Calls `listener` on every change; answers how to stop. */
  subscribe(listener: () => void): () => void;
  /** Resolves as soon as the state is `online`; rejects when the signal aborts first. */
  online(signal: AbortSignal): Promise<void>;
}

export interface ConnectionSwitch extends Connection {
  /** `since` is a moment before now where it was found out late. */
  set(state: ConnectionState, since?: number): void;
}

/** A connection whose state its transport sets. */
export function makeConnection(initial: ConnectionState): ConnectionSwitch {
  const listeners = new Set<() => void>();
  let current = initial;
  let began = Date.now();

  const subscribe: Connection['subscribe'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    state: () => current,
    since: () => began,
    subscribe,
    set: (state, since = Date.now()) => {
      if (state === current) return;
      current = state;
      began = since;
      for (const listener of [...listeners]) listener();
    },
    online: (signal) =>
      new Promise((resolve, reject) => {
        const settle = () => {
          if (current !== 'online' && !signal.aborted) return;
          stop();
          signal.removeEventListener('abort', settle);
          if (signal.aborted) reject(signal.reason);
          else resolve();
        };
        const stop = subscribe(settle);
        signal.addEventListener('abort', settle);
        settle();
      }),
  };
}
