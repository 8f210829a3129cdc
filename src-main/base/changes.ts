import type { Change } from '#contract/system.ts';

/** Says after a commit that something changed; carries hints, never payloads. Calls go down, news goes up here. */
export interface ChangeFeed {
  publish(changes: readonly Change[]): void;
  /** Batches from now on, until the signal aborts. A slow reader gets larger batches, never a growing queue of equals. */
  subscribe(signal: AbortSignal): AsyncGenerator<Change[], void, void>;
  /** Calls `listener` on every publish; answers how to stop. For rooms above that poke their own timers. */
  listen(listener: (changes: readonly Change[]) => void): () => void;
}

export function makeChangeFeed(): ChangeFeed {
  const listeners = new Set<(changes: readonly Change[]) => void>();
  const listen: ChangeFeed['listen'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    listen,
    publish: (changes) => {
      for (const listener of listeners) listener(changes);
    },
    subscribe: (signal) => {
      const waiting = new Map<string, Change>();
      let wake = () => {};
      // Here, not in the generator, whose body begins only when it is first read
      const stop = listen((changes) => {
        for (const change of changes) waiting.set(`${change.topic}:${change.id}`, change);
        wake();
      });
      const end = () => {
        stop();
        wake();
      };
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
      return readBatches();

      async function* readBatches(): AsyncGenerator<Change[], void, void> {
        try {
          while (!signal.aborted) {
            if (waiting.size === 0) {
              await new Promise<void>((resolve) => {
                wake = resolve;
              });
              continue;
            }
            const batch = [...waiting.values()];
            waiting.clear();
            yield batch;
          }
        } finally {
          signal.removeEventListener('abort', end);
          stop();
        }
      }
    },
  };
}
