import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { Event } from '#contract/events.ts';
import { api, client, transport } from '../../lib/client/api.ts';
import type { EventFilters } from './event-filters.ts';
import { followEvents } from './follow-events.ts';
import { matchesEvent, mergeEvents } from './matches-event.ts';

const pageSize = 100;
/** What came in while one looked; older ones are in the pages that are read. */
const mostFresh = 500;
const retryMs = 1_000;

const source = {
  online: transport.connection.online,
  open: (after: string | undefined, signal: AbortSignal) =>
    client.events.stream(undefined, { signal, ...(after !== undefined && { lastEventId: after }) }),
};

/** The events the filters let through, newest first, growing as they come unless the list is frozen. */
export function useLiveEvents({ type, source: from }: EventFilters) {
  const [fresh, setFresh] = useState<readonly Event[]>([]);
  const [frozen, setFrozen] = useState<readonly Event[]>();
  const filter = useMemo(
    () => ({ ...(type !== undefined && { type }), ...(from !== undefined && { source: from }) }),
    [type, from],
  );
  const pages = useInfiniteQuery(
    api.events.list.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...filter,
        limit: pageSize,
        ...(cursor !== undefined && { cursor }),
      }),
      initialPageParam: undefined,
      getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  useEffect(() => {
    const stopping = new AbortController();
    const onEvent = (event: Event) => setFresh((before) => [event, ...before].slice(0, mostFresh));
    void followEvents(source, { signal: stopping.signal, onEvent, pauseMs: retryMs });
    return () => stopping.abort();
  }, []);
  const live = useMemo(
    () =>
      mergeEvents(
        fresh.filter((event) => matchesEvent(filter, event)),
        pages.data?.pages.flatMap(({ items }) => items) ?? [],
      ),
    [fresh, filter, pages.data],
  );
  const first = frozen?.[0]?.id ?? '';
  return {
    events: frozen ?? live,
    pages,
    isFrozen: frozen !== undefined,
    /** How many came since the list is frozen. */
    waiting: frozen === undefined ? 0 : live.filter(({ id }) => id > first).length,
    freeze: () => setFrozen(live),
    thaw: () => setFrozen(undefined),
  };
}
