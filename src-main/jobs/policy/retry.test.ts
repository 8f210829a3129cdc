import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPolicy, type Retry } from '#contract/policy.ts';
import { type EndedAttempt, nextAttempt } from './retry.ts';

function decide(policy: Partial<Retry>, ended: Partial<EndedAttempt> = {}) {
  return nextAttempt({
    policy: { ...defaultPolicy.retry, max: 5, ...policy },
    attempt: 1,
    outcome: 'failed',
    code: 'exit',
    exitCode: 1,
    exceptionClass: null,
    firstStartedAt: 0,
    now: 1_000,
    random: () => 0.5,
    ...ended,
  });
}

const delays = (policy: Partial<Retry>) => [1, 2, 3, 4, 5].map((attempt) => decide(policy, { attempt }));

describe('the delay before the next attempt', () => {
  it.each([
    ['fixed', [10, 10, 10, 10, 10]],
    ['linear', [10, 20, 30, 40, 50]],
    ['exponential', [10, 20, 40, 80, 100]],
    ['exponential-jitter', [5, 10, 20, 40, 50]],
  ] as const)('%s', (backoff, seconds) => {
    expect(delays({ backoff, baseSeconds: 10, capSeconds: 100 })).toEqual(
      seconds.map((value) => ({ delayMs: value * 1_000 })),
    );
  });

  it('lies within 0 and the cap, without jitter never falling', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('fixed', 'linear', 'exponential', 'exponential-jitter'),
        fc.double({ min: 0, max: 86_400, noNaN: true }),
        fc.double({ min: 0, max: 604_800, noNaN: true }),
        fc.integer({ min: 1, max: 19 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (backoff, baseSeconds, capSeconds, attempt, random) => {
          const delayOf = (number: number) => {
            const decision = decide(
              { backoff, baseSeconds, capSeconds, max: 20 },
              { attempt: number, random: () => random },
            );
            return 'delayMs' in decision ? decision.delayMs : Number.NaN;
          };
          expect(delayOf(attempt)).toBeGreaterThanOrEqual(0);
          expect(delayOf(attempt)).toBeLessThanOrEqual(Math.round(capSeconds * 1_000));
          expect(delayOf(attempt + 1)).toBeGreaterThanOrEqual(delayOf(attempt));
        },
      ),
    );
  });
});

describe('no further attempt', () => {
  it.each<[string, Partial<Retry>, Partial<EndedAttempt>]>([
    ['succeeded', {}, { outcome: 'succeeded', exitCode: 0 }],
    ['never-retried', {}, { outcome: 'cancelled', code: 'cancelled' }],
    ['never-retried', {}, { code: 'not-started', exitCode: null }],
    ['attempts-used-up', { max: 0 }, {}],
    ['attempts-used-up', { max: 2 }, { attempt: 3 }],
    ['outcome-not-retried', { on: ['failed'] }, { outcome: 'timed-out', code: 'timeout' }],
    ['exit-code-not-retried', {}, { exitCode: 78 }],
    ['exit-code-not-retried', { onlyExitCodes: [75] }, {}],
    ['exit-code-not-retried', { onlyExitCodes: [75] }, { code: 'out-of-memory', exitCode: null }],
    ['exit-code-not-retried', { onlyExitCodes: [75, 78] }, { exitCode: 78 }],
    [
      'exception-not-retried',
      { exceptExceptions: ['ValueError'] },
      { code: 'exception', exceptionClass: 'ValueError' },
    ],
    [
      'exception-not-retried',
      { exceptExceptions: ['Timeout'] },
      { code: 'exception', exceptionClass: 'requests.exceptions.Timeout' },
    ],
    ['elapsed-time-used-up', { maxElapsedSeconds: 10, backoff: 'fixed' }, { now: 1 }],
  ])('%s', (stop, policy, ended) => {
    expect(decide(policy, ended)).toEqual({ stop });
  });
});

describe('another attempt', () => {
  it.each<[string, Partial<Retry>, Partial<EndedAttempt>]>([
    ['while retries are left', { max: 2 }, { attempt: 2 }],
    ['with an exit code that is asked for', { onlyExitCodes: [75] }, { exitCode: 75 }],
    [
      'after a timeout, whatever the exit codes say',
      { onlyExitCodes: [75] },
      { outcome: 'timed-out', code: 'timeout', exitCode: 143 },
    ],
    ['after being lost', { exceptExitCodes: [1] }, { outcome: 'lost', code: 'host-died', exitCode: null }],
    [
      'after an exception that only ends alike',
      { exceptExceptions: ['Error'] },
      { code: 'exception', exceptionClass: 'ValueError' },
    ],
    ['just within the elapsed time', { maxElapsedSeconds: 10, backoff: 'fixed' }, { now: 0 }],
    [
      'when no attempt ever started',
      { maxElapsedSeconds: 10, backoff: 'fixed' },
      { firstStartedAt: null, outcome: 'lost' },
    ],
  ])('%s', (_, policy, ended) => {
    expect(decide(policy, ended)).toHaveProperty('delayMs');
  });
});
