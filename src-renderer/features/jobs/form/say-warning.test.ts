import { expect, it } from 'vitest';
import { sayWarning } from './say-warning.ts';

const now = Date.UTC(2026, 9, 22);
const zone = 'the clocks of Europe/Bratislava';

it.each([
  [
    'dst-gap',
    `on 2027-03-28 ${zone} go forward from 02:00 to 03:00; what is due in between fires once, at 03:00`,
    'Sun Mar 28 2027: the clocks go forward from 02:00 to 03:00. What is due in between fires once, at 03:00.',
  ],
  [
    'dst-overlap',
    `on 2026-10-25 ${zone} go back from 03:00 to 02:00; what is due in between fires the first time only`,
    'Sun Oct 25: the clocks go back from 03:00 to 02:00. What is due in between fires the first time only.',
  ],
  [
    'dst-overlap',
    'on 2026-10-30 the clocks of Africa/Cairo go back from 00:00 to 23:00 of 2026-10-29; what is due in between fires the first time only',
    'Fri Oct 30: the clocks go back from 00:00 to Thu Oct 29 23:00. What is due in between fires the first time only.',
  ],
  ['never-fires', '0 0 31 2 * has no instant after 2026', 'It never fires.'],
  [
    'very-frequent',
    'fires 5 s apart; a run that takes longer makes the next ones wait or be skipped',
    'It fires 5 s apart: a run that takes longer makes the next ones wait or be skipped.',
  ],
  [
    'faster-than-usual-run',
    'fires 1 minute apart while its runs usually take 1 hour 2 minutes; the next ones wait or are skipped',
    'It fires 1 min apart, but its runs usually take 1 h 2 min: the next ones wait or are skipped.',
  ],
  ['dst-gap', 'something else', 'Something else.'],
] as const)('says %s in words of its own', (code, message, words) => {
  expect(sayWarning({ code, message }, now)).toBe(words);
});
