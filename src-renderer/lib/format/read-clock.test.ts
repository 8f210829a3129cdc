import { expect, it } from 'vitest';
import { readClock } from './read-clock.ts';

it.each([
  ['08:30', '08:30'],
  ['8:30', '08:30'],
  ['8.05', '08:05'],
  ['0830', '08:30'],
  ['830', '08:30'],
  ['8', '08:00'],
  ['23:59', '23:59'],
  ['8:30 PM', '20:30'],
  ['12 am', '00:00'],
  ['12:15 p.m.', '12:15'],
])('reads %j as %s', (text, clock) => {
  expect(readClock(text)).toBe(clock);
});

it.each(['', '24:00', '25:30', '8:60', 'noon', '13 pm', '8:30:10', '12345'])('does not take %j', (text) => {
  expect(readClock(text)).toBeUndefined();
});
