import { expect, it } from 'vitest';
import { readAll } from './read-all.ts';

const pagesOf = (count: number) => async (cursor: string | undefined) => {
  const page = Number(cursor ?? 0);
  return { items: [page], nextCursor: page + 1 < count ? String(page + 1) : null };
};

it('reads on to the last page, and of a very long list its beginning', async () => {
  expect(await readAll(pagesOf(1))).toEqual({ items: [0] });
  expect(await readAll(pagesOf(3))).toEqual({ items: [0, 1, 2] });
  expect((await readAll(pagesOf(1_000))).items).toHaveLength(10);
});
