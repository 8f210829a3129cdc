import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '#contract/jobs.ts';
import { describePolicy, retryWaits, sayTime } from './policy-words.ts';

const retry = { ...defaultPolicy.retry, max: 5, baseSeconds: 10, capSeconds: 100 };

describe('the waits before a further attempt', () => {
  it.each([
    ['fixed', [10, 10, 10, 10, 10]],
    ['linear', [10, 20, 30, 40, 50]],
    ['exponential', [10, 20, 40, 80, 100]],
    ['exponential-jitter', [10, 20, 40, 80, 100]],
  ] as const)('grow as %s says', (backoff, waits) => {
    expect(retryWaits({ ...retry, backoff })).toEqual(waits);
  });
});

describe('the policy in words', () => {
  it('says what becomes of every way things go wrong', () => {
    const [overlap, missed, retries, timeout, start, ...more] = describePolicy({ ...defaultPolicy, retry });
    expect(overlap).toContain('skipped');
    expect(missed).toContain('once');
    expect(retries).toContain('up to 5 times');
    expect(retries).toContain('10 s');
    expect(timeout).toContain('5 min');
    expect(start).toContain('1 h');
    expect(more).toEqual([]);
  });

  it('says that a failure stays a failure where nothing is tried again', () => {
    expect(describePolicy(defaultPolicy)[2]).toBe('Fails: not tried again.');
  });

  it.each([
    [10, '10 s'],
    [90, '1:30'],
    [300, '5 min'],
    [7_200, '2 h'],
  ])('%i seconds are %s', (seconds, words) => {
    expect(sayTime(seconds)).toBe(words);
  });
});
