import { expect, it } from 'vitest';
import { colourOf } from './job-colour.ts';

const idOf = (n: number) => `019ac0de-0000-7${String(n).padStart(3, '0')}-8000-0123456789ab`;

it('gives a job the same of six colours, and many jobs each about as often', () => {
  expect(colourOf(idOf(7))).toBe(colourOf(idOf(7)));
  const counts = Map.groupBy(
    Array.from({ length: 600 }, (_, n) => colourOf(idOf(n))),
    (colour) => colour,
  );
  expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  for (const { length } of counts.values()) expect(length).toBeGreaterThan(70);
});
