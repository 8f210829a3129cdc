import { expect, it } from 'vitest';
import { timesUsual } from './run-times.ts';

const now = Date.UTC(2026, 9, 22, 12);
const run = { status: 'running' as const, startedAt: new Date(now - 60_000).toISOString() };

it('says how far beyond the usual a run is once it is worth a look', () => {
  expect(timesUsual(run, 30_000, now)).toBe(2);
  expect(timesUsual(run, 50_000, now)).toBeUndefined();
  expect(timesUsual(run, undefined, now)).toBeUndefined();
  expect(timesUsual({ ...run, status: 'succeeded' }, 1_000, now)).toBeUndefined();
  expect(timesUsual({ ...run, startedAt: new Date(now - 9_000).toISOString() }, 1_000, now)).toBeUndefined();
});
