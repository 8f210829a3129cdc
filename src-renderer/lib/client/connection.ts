export type ConnectionState = 'connecting' | 'online' | 'offline';

/** Whether the core answers at the moment; what the shell shows and live streams wait for. */
export interface Connection {
  state(): ConnectionState;
  /** Calls `listener` on every change; answers how to stop. */
  subscribe(listener: () => void): () => void;
  /** Resolves as soon as the state is `online`; rejects when the signal aborts first. */
  online(signal: AbortSignal): Promise<void>;
}

export interface ConnectionSwitch extends Connection {
  set(state: ConnectionState): void;
}

/** A connection whose state its transport sets. */
export function makeConnection(initial: ConnectionState): ConnectionSwitch {
  const listeners = new Set<() => void>();
  let current = initial;

  const subscribe: Connection['subscribe'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    state: () => current,
    subscribe,
    set: (state) => {
      if (state === current) return;
      current = state;
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
