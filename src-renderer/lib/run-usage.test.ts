import { expect, it } from 'vitest';
import type { Attempt } from '#contract/runs.ts';
import { coresOf, cpuSecondsOf, formatMemory, mostUsed, peakMemoryOf } from './run-usage.ts';

const attempt: Attempt = {
  number: 1,
  startedAt: '2026-10-22T12:30:00.000Z',
  finishedAt: '2026-10-22T12:30:10.000Z',
  exitCode: 0,
  outcome: 'succeeded',
  code: 'exit',
  reason: null,
  oomKilled: false,
  peakMemoryBytes: 100 * 1_048_576,
  cpuSeconds: 4,
};
const unmeasured: Attempt = { ...attempt, peakMemoryBytes: null, cpuSeconds: null };

it('takes the highest memory and the sum of the processor time over all attempts', () => {
  const attempts = [attempt, { ...attempt, peakMemoryBytes: 161 * 1_048_576, cpuSeconds: 2.5 }, unmeasured];
  expect(peakMemoryOf({ attempts })).toBe(161 * 1_048_576);
  expect(cpuSecondsOf({ attempts })).toBe(6.5);
  expect(formatMemory(161 * 1_048_576)).toBe('161\u202fMB');
});

it('says nothing where nothing was measured', () => {
  expect(peakMemoryOf({ attempts: [unmeasured] })).toBeUndefined();
  expect(cpuSecondsOf({ attempts: [] })).toBeUndefined();
  expect(coresOf(unmeasured)).toBeUndefined();
  expect(coresOf({ ...attempt, finishedAt: null })).toBeUndefined();
});

it('counts the cores an attempt kept busy', () => {
  expect(coresOf(attempt)).toBe(0.4);
});

it('finds the most any of some runs used, and how many of them were measured', () => {
  const busy = { ...attempt, peakMemoryBytes: 131 * 1_048_576, cpuSeconds: 1 };
  expect(mostUsed([{ attempts: [attempt] }, { attempts: [busy] }, { attempts: [unmeasured] }])).toEqual({
    of: 2,
    memoryBytes: 131 * 1_048_576,
    cores: 0.4,
  });
  expect(mostUsed([])).toEqual({ of: 0, memoryBytes: undefined, cores: undefined });
});
