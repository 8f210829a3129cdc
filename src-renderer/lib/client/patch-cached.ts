import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Shows a change before the core has answered: in every cached answer under `key`, one thing alone, a page or pages
 * of them. Answers a function that shows what was there before, for when the core says no.
 */
export function patchCached(queryClient: QueryClient, key: QueryKey, patch: Patch): () => void {
  const before = queryClient.getQueriesData({ queryKey: key });
  queryClient.setQueriesData({ queryKey: key }, (data: unknown) => patchThings(data, patch));
  return () => {
    for (const [queryKey, data] of before) queryClient.setQueryData(queryKey, data);
  };
}

export interface Patch {
  id: string;
  fields: Readonly<Record<string, unknown>>;
}

/** The same answer with the fields of one thing changed, wherever in it the thing stands; itself where it does not. */
export function patchThings(data: unknown, patch: Patch): unknown {
  if (!isRecord(data)) return data;
  if (data.id === patch.id) return { ...data, ...patch.fields };
  for (const list of ['pages', 'items'] as const) {
    const things = data[list];
    if (!Array.isArray(things)) continue;
    const patched = things.map((thing) => patchThings(thing, patch));
    return patched.every((thing, index) => thing === things[index]) ? data : { ...data, [list]: patched };
  }
  return data;
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
