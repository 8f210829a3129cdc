import { expect, it } from 'vitest';
import { markHits } from './highlight.ts';

it('finds a text in either case, also across two colours', () => {
  expect(markHits([{ text: 'an Err' }, { text: 'or, ERROR', colour: 'red' }], 'error')).toEqual([
    { text: 'an ', isHit: false },
    { text: 'Err', isHit: true },
    { text: 'or', isHit: true, colour: 'red' },
    { text: ', ', isHit: false, colour: 'red' },
    { text: 'ERROR', isHit: true, colour: 'red' },
  ]);
});

it('takes a capital in what is searched for at its word', () => {
  expect(markHits([{ text: 'Error error' }], 'Error').filter(({ isHit }) => isHit)).toEqual([
    { text: 'Error', isHit: true },
  ]);
});

it('marks nothing when nothing is searched for', () => {
  expect(markHits([{ text: 'a' }], '')).toEqual([{ text: 'a', isHit: false }]);
});
