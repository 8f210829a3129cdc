import { useSyncExternalStore } from 'react';
import { transport } from '../../lib/client/api.ts';

const { connection } = transport;

/** Since when the core does not answer; undefined while it does. */
export function useOffline(): number | undefined {
  const state = useSyncExternalStore(connection.subscribe, connection.state);
  return state === 'offline' ? connection.since() : undefined;
}
