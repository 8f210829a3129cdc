import { expect, it } from 'vitest';
import type { Occurrence } from '#contract/jobs.ts';
import { mergeOccurrences } from './merge-occurrences.ts';

const at = (minute: number, outcome: Occurrence['outcome'], triggerId = 'a') =>
  ({ triggerId, scheduledFor: `2026-10-22T20:${minute}:00.000Z`, outcome }) as Occurrence; // no more is read of it

it('has every instant once, as it was decided', () => {
  const merged = mergeOccurrences(
    [at(43, 'upcoming'), at(42, 'upcoming'), at(42, 'upcoming', 'b')],
    [at(42, 'skipped'), at(41, 'ran')],
  );
  expect(merged.map(({ outcome }) => outcome)).toEqual(['upcoming', 'upcoming', 'skipped', 'ran']);
});
