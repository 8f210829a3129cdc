import { expect, it } from 'vitest';
import { makeFairPool } from './fair-pool.ts';

/** A pool of two whose work ends when it is told to. */
function openPool() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const pool = makeFairPool({
    mostAtOnce: 2,
    work: (id) => {
      begun.push(id);
      return new Promise((resolve) => ends.set(id, resolve));
    },
  });
  return {
    begun,
    offer: (...ids: string[]) => pool.offer(ids.map((id) => ({ id, ownerId: id.charAt(0) }))),
    end: async (id: string) => {
      ends.get(id)?.();
      await new Promise(setImmediate);
    },
  };
}

it('begins the next one as soon as one ends, in their order', async () => {
  const { begun, offer, end } = openPool();
  offer('a1', 'a2', 'a3', 'a4');
  expect(begun).toEqual(['a1', 'a2']);
  await end('a2');
  await end('a3');
  expect(begun).toEqual(['a1', 'a2', 'a3', 'a4']);
});

it('prefers whoever has the fewest at work to whoever has waited longest', async () => {
  const { begun, offer, end } = openPool();
  offer('a1', 'a2', 'a3', 'a4', 'b1', 'b2');
  expect(begun).toEqual(['a1', 'b1']);
  await end('b1');
  await end('b2');
  expect(begun).toEqual(['a1', 'b1', 'b2', 'a2']);
});

it('begins nothing twice, and nothing that no longer waits', async () => {
  const { begun, offer, end } = openPool();
  offer('a1', 'a2', 'a3');
  offer('a1', 'a4');
  await end('a1');
  expect(begun).toEqual(['a1', 'a2', 'a4']);
  offer('a1');
  await end('a2');
  expect(begun).toEqual(['a1', 'a2', 'a4', 'a1']);
});
