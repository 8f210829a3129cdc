import { expect, it } from 'vitest';
import { formatAgo, formatCountdown, formatDuration } from './duration.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

it('says how long something took in as few figures as tell it apart', () => {
  expect([830, 46_000, 128_000, 72 * minute, 34 * hour].map(formatDuration)).toEqual([
    '0.8 s',
    '46 s',
    '2:08',
    '1 h 12',
    '1 d 10 h',
  ]);
});

it('counts down to a moment and never below it', () => {
  expect([-5, 22_000, 52 * minute + 52_000, 102 * minute, 10 * day, 74 * day].map(formatCountdown)).toEqual([
    '0:00',
    '0:22',
    '52:52',
    '1 h 42',
    '10 d',
    '74 d',
  ]);
});

it('says how long ago in one unit', () => {
  expect([8_000, 32 * minute, 23 * hour, 5 * day].map(formatAgo)).toEqual(['8 s', '32 min', '23 h', '5 d']);
});
