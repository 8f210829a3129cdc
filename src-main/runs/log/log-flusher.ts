import type { Clock } from '../../base/clock.ts';
import { coerceError } from '../../base/errors.ts';

/** Decides when what came in is stored, and keeps trying while that fails. */
export interface LogFlusher {
  /** Something changed: stored soon, at once when it is much. */
  touch(isMuch: boolean): void;
  /** Stores now; answers whether nothing is left to store. */
  flush(): boolean;
  /** Stores, and waits some seconds for the disk where that fails. It is tried further after that. */
  drain(): Promise<boolean>;
  isFailing(): boolean;
  /** No more tries. */
  stop(): void;
}

const flushMs = 250;
const followedFlushMs = 50;
const retryMs = 1_000;
const drainTries = 5;

/** Waits are those of research on performance, section 3.3. `store` throws when it could not. */
export function makeLogFlusher(options: {
  store: () => void;
  clock: Clock;
  isFollowed: () => boolean;
  onTrouble: (error: Error | undefined) => void;
}): LogFlusher {
  const { store, clock, isFollowed, onTrouble } = options;
  let isDirty = false;
  let isFailing = false;
  let retryAt = 0;
  let timer: NodeJS.Timeout | undefined;

  const schedule = () => {
    timer ??= setTimeout(flush, isFailing ? retryMs : isFollowed() ? followedFlushMs : flushMs);
  };
  const cancel = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const flush = () => {
    cancel();
    if (!isDirty) return true;
    const wasFailing = isFailing;
    try {
      store();
      isDirty = false;
      isFailing = false;
      if (wasFailing) onTrouble(undefined);
    } catch (thrown) {
      isFailing = true;
      retryAt = clock.monotonic() + retryMs;
      schedule();
      if (!wasFailing) onTrouble(coerceError(thrown));
    }
    return !isDirty;
  };

  return {
    touch: (isMuch) => {
      isDirty = true;
      if (isMuch && (!isFailing || clock.monotonic() >= retryAt)) flush();
      else schedule();
    },
    flush,
    drain: async () => {
      for (let tries = 1; !flush(); tries++) {
        if (tries === drainTries) return false;
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
      return true;
    },
    isFailing: () => isFailing,
    stop: cancel,
  };
}
