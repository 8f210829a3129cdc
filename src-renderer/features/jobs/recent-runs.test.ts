import { expect, it } from 'vitest';
import type { Run } from '#contract/runs.ts';
import { usualDuration } from './recent-runs.ts';

const took = (durationMs: number, status: Run['status'] = 'succeeded') => ({ status, durationMs }) as Run; // the median reads no more

it('takes the median of what succeeded for usual', () => {
  expect(usualDuration([took(1), took(9), took(3), took(500, 'failed')])).toBe(3);
  expect(usualDuration([took(2), took(4)])).toBe(3);
  expect(usualDuration([took(5, 'lost')])).toBeUndefined();
});
