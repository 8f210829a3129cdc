import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { patchCached, patchThings } from './patch-cached.ts';

const patch = { id: 'b', fields: { isActive: false } };

it('finds the thing alone, in a page, and in pages; and leaves the rest as it is', () => {
  const a = { id: 'a', isActive: true };
  const b = { id: 'b', isActive: true };
  const off = { id: 'b', isActive: false };
  expect(patchThings(b, patch)).toEqual(off);
  expect(patchThings({ items: [a, b], nextCursor: null }, patch)).toEqual({ items: [a, off], nextCursor: null });
  expect(patchThings({ pages: [{ items: [a] }, { items: [b] }], pageParams: [] }, patch)).toEqual({
    pages: [{ items: [a] }, { items: [off] }],
    pageParams: [],
  });
  const others = { items: [a] };
  expect(patchThings(others, patch)).toBe(others);
  expect(patchThings(undefined, patch)).toBeUndefined();
});

it('shows what was there before when it is taken back', () => {
  const queryClient = new QueryClient();
  queryClient.setQueryData([['agents', 'list'], 1], { items: [{ id: 'b', isActive: true }] });
  const takeBack = patchCached(queryClient, [['agents', 'list']], patch);
  expect(queryClient.getQueryData([['agents', 'list'], 1])).toEqual({ items: [{ id: 'b', isActive: false }] });
  takeBack();
  expect(queryClient.getQueryData([['agents', 'list'], 1])).toEqual({ items: [{ id: 'b', isActive: true }] });
});
