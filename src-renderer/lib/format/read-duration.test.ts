import { expect, it } from 'vitest';
import { formatSpan } from './duration.ts';
import { readDuration } from './read-duration.ts';

it.each([
  ['5 min', 300],
  ['5min', 300],
  ['1h', 3_600],
  ['1h30m', 5_400],
  ['1 h 30', 5_400],
  ['1 h 30 min', 5_400],
  ['1.5 h', 5_400],
  ['1,5 hodiny', 5_400],
  ['90 s', 90],
  ['30 sekúnd', 30],
  ['5 minút', 300],
  ['2 hod.', 7_200],
  ['1 deň', 86_400],
  ['3 dni', 259_200],
  ['1 week', 604_800],
  ['1 d 12 h', 129_600],
  ['0', 0],
  [' 10 Sec ', 10],
])('reads %j as %d seconds', (text, seconds) => {
  expect(readDuration(text)).toBe(seconds);
});

it.each(['', '5', '1:30', 'soon', '5 parsecs', '5 min 1 h', '1 h 1 h', '-5 min', '5 min later'])(
  'does not guess at %j',
  (text) => {
    expect(readDuration(text)).toBeUndefined();
  },
);

it('reads what it is shown as', () => {
  for (const seconds of [1, 59, 60, 90, 300, 3_600, 3_661, 5_400, 86_399, 86_400, 90_000, 604_800, 2_678_400])
    expect(readDuration(formatSpan(seconds))).toBe(seconds);
  expect([90, 1_800, 5_400, 86_400, 129_600].map(formatSpan)).toEqual([
    '1 min 30 s',
    '30 min',
    '1 h 30 min',
    '1 d',
    '1 d 12 h',
  ]);
});
