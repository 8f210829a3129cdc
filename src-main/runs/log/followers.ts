/** Who watches which log. Holds no lines: a follower is only told that there may be more to read. */
export interface Followers {
  add(runId: string, signal: AbortSignal): Follower;
  has(runId: string): boolean;
  wake(runId: string): void;
  end(runId: string): void;
  endAll(): void;
}

interface Follower {
  /** Resolves at the next `wake`, or when it is over. Call it in the same turn as the look that found nothing. */
  change(): Promise<void>;
  isOver(): boolean;
  leave(): void;
}

interface Watch {
  isOver: boolean;
  wake: () => void;
}

export function makeFollowers(): Followers {
  const watches = new Map<string, Set<Watch>>();

  const end = (runId: string) => {
    for (const watch of watches.get(runId) ?? []) {
      watch.isOver = true;
      watch.wake();
    }
  };
  return {
    add: (runId, signal) => {
      const watch: Watch = { isOver: false, wake: () => {} };
      const ofRun = watches.get(runId) ?? new Set();
      watches.set(runId, ofRun.add(watch));
      const abort = () => watch.wake();
      signal.addEventListener('abort', abort);
      return {
        change: () =>
          new Promise((resolve) => {
            watch.wake = resolve;
          }),
        isOver: () => watch.isOver || signal.aborted,
        leave: () => {
          signal.removeEventListener('abort', abort);
          ofRun.delete(watch);
          if (ofRun.size === 0 && watches.get(runId) === ofRun) watches.delete(runId);
        },
      };
    },
    has: (runId) => watches.has(runId),
    wake: (runId) => {
      for (const watch of watches.get(runId) ?? []) watch.wake();
    },
    end,
    endAll: () => {
      for (const runId of watches.keys()) end(runId);
    },
  };
}
