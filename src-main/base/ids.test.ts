import { expect, it } from 'vitest';
import { idsFrom, newId } from './ids.ts';

it('ids of one process sort in the order they were made, also within a millisecond and when the clock steps back', () => {
  const made = [...Array.from({ length: 5_000 }, () => newId(1_000)), newId(500), newId(2_000)];
  expect(made.toSorted()).toEqual(made);
  expect(new Set(made).size).toBe(made.length);
  for (const id of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('a moment divides the ids made before it from those made then and later', () => {
  const moments = [999_999_999_999, 1_000_000_000_000, 1_000_000_000_001];
  const [before = '', then = '', after = ''] = moments.map((at) => newId(at));
  const bound = idsFrom(1_000_000_000_000);
  expect([before < bound, then > bound, after > bound]).toEqual([true, true, true]);
});
