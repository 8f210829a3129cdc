import { ORPCError } from '@orpc/client';
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { notifySignedOut } from './signed-out.ts';

/** Server state of the page. Fresh until news says otherwise: see live-changes. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ORPCError && error.code === 'unauthenticated') notifySignedOut();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: false,
        // The socket waits for its own return; the browser's idea of being online says nothing about loopback.
        networkMode: 'always',
        retry: (failures, error) => failures < 1 && !(error instanceof ORPCError && error.status < 500),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
