import { describe, expect, it } from 'vitest';
import { defaultPolicy, type Policy } from '#contract/policy.ts';
import { describePolicy, describeTopic, policyTopics, retryWaits } from './policy-words.ts';

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
    expect(overlap).toBe('While another run of the same agent goes on, of whichever job, the new one is skipped.');
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

  it.each<[Partial<Policy>, string]>([
    [{ overlap: 'queue' }, 'a new one waits for it; at most 1 waits, more are left out.'],
    [{ overlap: 'queue', maxQueued: 3 }, 'a new one waits for it; at most 3 wait, more are left out.'],
    [{ overlap: 'replace' }, 'If another run of agent poller goes on, of whichever job, it is stopped and'],
    [{ overlap: 'allow' }, 'Runs side by side with others.'],
    [{ maxConcurrent: 2 }, 'At most 2 go on at once.'],
    [{ concurrencyKey: 'x' }, 'While another run with the key x goes on, of whichever job, the new one is skipped.'],
    [{ misfire: { ...defaultPolicy.misfire, graceSeconds: 120 } }, 'Late by up to 2 min is on time.'],
    [{ misfire: { ...defaultPolicy.misfire, windowHours: 48 } }, 'covering all of the last 48 h.'],
    [{ dedupe: { key: 'k', windowSeconds: 3_600 } }, 'The same k again within 1 h does not run twice.'],
    [{ retry: { ...retry, on: ['lost'] } }, 'Only if it was lost.'],
    [{ retry: { ...retry, onlyExitCodes: [1, 2] } }, 'Only with exit codes 1, 2.'],
    [{ retry: { ...retry, exceptExitCodes: [3] } }, 'Not with exit codes 3.'],
    [{ retry: { ...retry, exceptExceptions: ['KeyError'] } }, 'Not after KeyError.'],
    [{ retry: { ...retry, maxElapsedSeconds: 600 } }, 'No later than 10 min after the first start.'],
    [{ killGraceSeconds: 30 }, 'It has 30 s to end by itself.'],
    [{ power: { onBattery: 'wait' } }, 'On battery: waits for mains.'],
    [{ power: { onBattery: 'skip' } }, 'On battery: is skipped.'],
    [{ breaker: 3 }, 'Paused after 3 failures in a row.'],
    [{ priority: 2 }, 'Priority 2 of 9.'],
    [{ agingSeconds: 60 }, 'One step more urgent for every 1 min of waiting.'],
    [{ retention: { runs: 10, days: 7 } }, 'Keeps logs and files of the last 10 runs, for at most 7 days.'],
  ])('says of %j: %s', (change, words) => {
    expect(describePolicy({ ...defaultPolicy, ...change }, 'poller').join(' ')).toContain(words);
  });

  it('has something to say about each topic', () => {
    for (const topic of policyTopics) expect(describeTopic(topic, defaultPolicy).join(' ')).not.toBe('');
  });
});
