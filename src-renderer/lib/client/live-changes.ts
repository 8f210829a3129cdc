import type { Query, QueryClient } from '@tanstack/react-query';
import { client, transport } from './api.ts';
import { readAgain } from './read-again.ts';
import { sessionQuery } from './session.ts';
import { notifySignedOut } from './signed-out.ts';
import { isStale } from './stale-queries.ts';

/** A busy machine changes many times a second; people read slower than that. */
const gatherMs = 300;
const retryMs = 1_000;

/** What failed while the core was away is read again as soon as it is back; answers how to stop. */
export function healFailedQueries(queryClient: QueryClient): () => void {
  const { connection } = transport;
  return connection.subscribe(() => {
    if (connection.state() !== 'online') return;
    void queryClient.invalidateQueries({ predicate: (query) => query.state.status === 'error' });
  });
}

/** Listens to the core's news until the signal aborts, and has what is on the screen read again where it is stale. */
export async function followChanges(queryClient: QueryClient, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await transport.connection.online(signal);
      let isListening = false;
      for await (const changes of await client.system.changes(undefined, { signal })) {
        // What happened before the first batch, while nobody listened, is unknown: all that was read may be stale.
        void readAgain(queryClient, isListening ? (query) => isStale(query, changes) : isOfContract);
        isListening = true;
        await pause(gatherMs, signal);
      }
      // The core ends a stream without an error when its listener was signed out, or may now do more or less than before.
      if (!signal.aborted && transport.kind === 'browser') await lookAtSession(queryClient);
    } catch {
      // Broken off with its connection; the shell says so, and the stream is opened again.
    }
    if (signal.aborted) return;
    await pause(retryMs, signal);
  }
}

async function lookAtSession(queryClient: QueryClient): Promise<void> {
  const session = await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
  if (session.state !== 'signed-in') notifySignedOut();
}

function isOfContract(query: Query): boolean {
  return Array.isArray(query.queryKey[0]);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
