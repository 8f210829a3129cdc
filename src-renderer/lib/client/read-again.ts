import type { Query, QueryClient } from '@tanstack/react-query';

/**
 * Has what is affected read again where it is on the screen. A query that is being read for the first time keeps that
 * read (TanStack's `cancelRefetch` is for queries that have data), which may have looked before the change: it is read
 * once more when that has ended.
 */
export async function readAgain(queryClient: QueryClient, isAffected: (query: Query) => boolean): Promise<void> {
  const firstReads = queryClient
    .getQueryCache()
    .findAll({ fetchStatus: 'fetching', predicate: (query) => query.state.data === undefined && isAffected(query) });
  await Promise.all([
    queryClient.invalidateQueries({ predicate: isAffected }),
    Promise.allSettled(firstReads.map((query) => query.promise)),
  ]);
  if (firstReads.length > 0) await queryClient.invalidateQueries({ predicate: (query) => firstReads.includes(query) });
}
