import { expect, it } from 'vitest';
import { partsOf } from './bars.tsx';

const bin = { ran: 0, failed: 0, left: 0, ahead: 0 };
const parts = (change: Partial<typeof bin>, most = 60) =>
  partsOf({ ...bin, ...change }, { most, length: 20 }).map(({ kind, from, length }) => [kind, from, length]);

it('parts the hour that is going on into what was and what is to come', () => {
  expect(parts({ ran: 45, ahead: 15 })).toEqual([
    ['ran', 0, 15],
    ['ahead', 15, 5],
  ]);
});

it('shows one failure among many, and what was left out as a foot', () => {
  expect(parts({ ran: 59, failed: 1 })).toEqual([
    ['ran', 0, 17],
    ['failed', 17, 3],
  ]);
  expect(parts({ left: 60 })).toEqual([['left', 0, 3]]);
  expect(parts({ left: 60, ran: 60 })).toEqual([
    ['left', 0, 3],
    ['ran', 3, 17],
  ]);
  expect(parts({})).toEqual([]);
});
