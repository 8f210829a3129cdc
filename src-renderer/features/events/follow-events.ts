import type { Event } from '#contract/events.ts';

interface EventSource {
  /** Resolves when the core can be reached. */
  online(signal: AbortSignal): Promise<void>;
  /** Events behind `after`, or from now on. */
  open(after: string | undefined, signal: AbortSignal): Promise<AsyncIterable<Event>>;
}

interface FollowOptions {
  signal: AbortSignal;
  onEvent: (event: Event) => void;
  /** Between a stream that ended and the next. */
  pauseMs: number;
}

/** Hands on every event once, in order, until the signal aborts; a stream that breaks is taken up behind the last one. */
export async function followEvents(source: EventSource, { signal, onEvent, pauseMs }: FollowOptions): Promise<void> {
  let after: string | undefined;
  while (!signal.aborted) {
    try {
      await source.online(signal);
      for await (const event of await source.open(after, signal)) {
        if (signal.aborted) return;
        after = event.id;
        onEvent(event);
      }
    } catch {
      // Broken off with its connection; the shell says so, and the stream is opened again.
    }
    await pause(pauseMs, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
